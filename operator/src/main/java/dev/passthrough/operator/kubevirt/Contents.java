package dev.passthrough.operator.kubevirt;

import java.util.List;
import java.util.stream.Stream;

/**
 * What matters here of a KubeVirt or HyperConverged.
 *
 * @param pci the entries of {@code pciHostDevices}, in order
 * @param mediated the entries of {@code mediatedDevices}, in order
 * @param hostDevices whether virtual machines may ask for host devices at all (feature gate)
 * @param sweeps whether KubeVirt removes mediated devices whose type it does not know
 * @param divides whether KubeVirt is told to make mediated devices itself
 */
record Contents(
    Form form,
    List<Entry> pci,
    List<Entry> mediated,
    boolean hostDevices,
    boolean sweeps,
    boolean divides,
    Note note) {

  Contents {
    pci = List.copyOf(pci);
    mediated = List.copyOf(mediated);
  }

  Stream<Entry> all() {
    return Stream.concat(pci.stream(), mediated.stream());
  }

  List<Entry> list(Permit.Kind kind) {
    return switch (kind) {
      case PCI -> pci;
      case MEDIATED -> mediated;
    };
  }
}
