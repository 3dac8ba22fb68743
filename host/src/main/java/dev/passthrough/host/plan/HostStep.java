package dev.passthrough.host.plan;

/**
 * A change of the host itself rather than of a device: its files, what its own programs make of
 * them, a reboot. It outlives the running kernel.
 */
public sealed interface HostStep extends Step
    permits WriteFile, ChangeArguments, RunCommand, Reboot {

  @Override
  default Privilege privilege() {
    return Privilege.HOST_FILES;
  }
}
