package dev.passthrough.cli.inspect;

import dev.passthrough.host.guard.Guards;
import dev.passthrough.host.guard.Refusal;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.verdict.Verdict;
import dev.passthrough.host.verdict.Verdicts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A machine and what is to be said of its devices. */
public record Inspection(Recording recording, List<Device> devices) {

  public static Inspection of(Recording recording) {
    var snapshot = recording.inventory();
    var verdicts = Verdicts.of(snapshot);
    var refusals = new HashMap<PciAddress, List<Refusal>>();
    snapshot
        .functions()
        .forEach(it -> refusals.put(it.address(), Guards.refusals(snapshot, recording.use(), it)));
    return new Inspection(
        recording,
        snapshot.functions().stream()
            .map(it -> device(it, verdicts.of(it.address()), refusals))
            .toList());
  }

  private static Device device(
      PciFunction function, Optional<Verdict> verdict, Map<PciAddress, List<Refusal>> refusals) {
    var own = refusals.getOrDefault(function.address(), List.of()).stream().map(Objection::of);
    var companions =
        verdict.stream()
            .flatMap(it -> it.companions().stream())
            .flatMap(companion ->
                refusals.getOrDefault(companion, List.of()).stream()
                    .limit(1)
                    .map(it -> Objection.of(companion, it)));
    return new Device(function, verdict, Stream.concat(own, companions).toList());
  }

  Snapshot snapshot() {
    return recording.inventory();
  }

  /** Whether the kernel runs an IOMMU, as far as is known. */
  boolean running() {
    return recording.machine().iommu().units().is(it -> !it.isEmpty());
  }

  /** How many IOMMU groups hold a function; none means that the IOMMU is off. */
  int groups() {
    return (int)
        snapshot().functions().stream()
            .map(PciFunction::iommuGroup)
            .filter(it -> it.isPresent())
            .distinct()
            .count();
  }
}
