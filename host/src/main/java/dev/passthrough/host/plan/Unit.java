package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;
import java.util.List;

/** What is handed out as one device. */
public sealed interface Unit {

  /** How a virtual machine finds it: an address, or a UUID. */
  String id();

  /**
   * A function that a VFIO driver has.
   *
   * @param companions the other functions of its IOMMU group that go with it, sorted
   */
  record Whole(PciAddress function, List<PciAddress> companions) implements Unit {

    public Whole {
      companions = List.copyOf(companions);
    }

    @Override
    public String id() {
      return function.toString();
    }
  }

  /** A mediated device below {@code parent}. */
  record Mediated(String uuid, PciAddress parent) implements Unit {

    @Override
    public String id() {
      return uuid;
    }
  }

  /** A virtual function that its maker's driver made a virtual GPU, and that stays with it. */
  record Vgpu(PciAddress function, PciAddress card) implements Unit {

    @Override
    public String id() {
      return function.toString();
    }
  }

  /** A function that goes alone. */
  static Unit alone(PciAddress function) {
    return new Whole(function, List.of());
  }
}
