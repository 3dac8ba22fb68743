package dev.passthrough.host.preflight;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;

/** All checks, in the order in which a person would make things right. */
public final class Preflight {

  /** A check's name and what it found. */
  public record Result(String check, @JsonUnwrapped Finding finding) {}

  private static final List<Check> CHECKS =
      List.of(
          new CpuVirtualizationCheck(),
          new FirmwareIommuCheck(),
          new KernelIommuCheck(),
          new InterruptRemappingCheck(),
          new VfioModulesCheck(),
          new ReservedMemoryCheck(),
          new FirmwareBugCheck(),
          new AcsOverrideCheck(),
          new SriovCheck(),
          new LargeRegionsCheck(),
          new HeldRegionCheck(),
          new LockdownCheck(),
          new PendingArgumentsCheck());

  private Preflight() {}

  public static List<Result> examine(MachineFacts machine, Snapshot snapshot) {
    return CHECKS.stream()
        .map(check -> new Result(check.name(), check.examine(machine, snapshot)))
        .toList();
  }
}
