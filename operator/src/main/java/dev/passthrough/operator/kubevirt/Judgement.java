package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says what is wrong with a KubeVirt, as it is, for a resource. KubeVirt looks a resource's name up
 * in its lists when it makes a virtual machine's pod ({@code
 * pkg/virt-controller/services/renderresources.go}); its node agent offers devices of each entry
 * that is not external ({@code pkg/virt-handler/device-manager}) and removes mediated devices whose
 * type is neither wanted nor external.
 */
final class Judgement {

  private final Contents kubevirt;
  private final Demand demand;

  Judgement(Contents kubevirt, Demand demand) {
    this.kubevirt = kubevirt;
    this.demand = demand;
  }

  /** The worst first; what is missing before a gate, since agents wait for it to come. */
  List<Finding> of(String resource) {
    return Stream.of(rivals(resource), missing(resource), gate(resource), swept(resource))
        .flatMap(List::stream)
        .toList();
  }

  private List<Finding> rivals(String resource) {
    var permits = demand.permits(resource);
    return kubevirt
        .all()
        .filter(it -> !it.external() && !it.disabled())
        .filter(it ->
            it.permit().resource().equals(resource)
                || permits.stream().anyMatch(permit -> alike(permit, it.permit())))
        .map(it ->
            new Finding(
                resource,
                Reason.RivalProvider,
                "KubeVirt offers the devices of %s itself, by its entry %s: two would hand out the same devices. Set externalResourceProvider: true in it, or take it out."
                    .formatted(resource, it.words())))
        .toList();
  }

  private List<Finding> gate(String resource) {
    return kubevirt.hostDevices()
        ? List.of()
        : List.of(
            new Finding(
                resource,
                Reason.HostDevicesOff,
                "KubeVirt's feature gate HostDevices is off: no virtual machine can ask for %s. Add HostDevices to spec.configuration.developerConfiguration.featureGates, or set kubevirt.featureGate in the chart's values."
                    .formatted(resource)));
  }

  private List<Finding> missing(String resource) {
    var permits = demand.permits(resource);
    if (permits.isEmpty()) {
      return kubevirt.all().anyMatch(it -> it.permit().resource().equals(resource))
          ? List.of()
          : List.of(
              new Finding(
                  resource,
                  Reason.KindUnknown,
                  "KubeVirt is told of %s once its node says what kind of devices it has."
                      .formatted(resource)));
    }
    var findings = new ArrayList<Finding>();
    for (var permit : permits) {
      if (kubevirt.all().noneMatch(it -> it.permit().equals(permit))) {
        findings.add(
            new Finding(
                resource,
                Reason.NotPermitted,
                "KubeVirt has no entry %s in permittedHostDevices: virtual machines that ask for it are refused. The operator adds it where it may; otherwise add it, with externalResourceProvider: true."
                    .formatted(Entry.of(kubevirt.form(), permit).words())));
      }
    }
    return findings;
  }

  private List<Finding> swept(String resource) {
    boolean mediated =
        demand.permits(resource).stream().anyMatch(it -> it.kind() == Permit.Kind.MEDIATED);
    return mediated && kubevirt.sweeps() && kubevirt.divides()
        ? List.of(
            new Finding(
                resource,
                Reason.MediatedDevicesSwept,
                "KubeVirt is told to make mediated devices itself (spec.configuration.mediatedDevicesConfiguration), and may divide the cards of %s or remove their parts. Set mediatedDevicesConfiguration.enabled: false, or kubevirt.keepMediatedDevices in the chart's values; a KubeVirt before 1.8 knows neither and takes DisableMDEVConfiguration among spec.configuration.developerConfiguration.featureGates."
                    .formatted(resource)))
        : List.of();
  }

  private static boolean alike(Permit one, Permit other) {
    return one.kind() == other.kind() && one.selector().equals(other.selector());
  }
}
