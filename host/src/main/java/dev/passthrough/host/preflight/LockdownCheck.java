package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;

/**
 * Secure Boot and the kernel's lockdown, which vfio-pci works under, and unsigned vendor modules do
 * not (kernel_lockdown(7)).
 */
final class LockdownCheck implements Check {

  @Override
  public String name() {
    return "lockdown";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    var lockdown = machine.lockdown();
    var secureBoot = machine.secureBoot();
    if (lockdown.isUnknown() && secureBoot.isUnknown()) {
      return Finding.unknown("Whether Secure Boot locks the kernel is unknown.")
          .because(lockdown.source() + " cannot be read")
          .because(secureBoot.source() + " cannot be read");
    }
    var evidence = new String[] {secureBoot.evidence("Secure Boot"), lockdown.evidence("lockdown")};
    boolean locked = lockdown.is(mode -> !mode.equals("none"));
    return locked
        ? Finding.warning("The kernel is locked down: modules must be signed.")
            .because(evidence)
            .fix(
                "vfio-pci works. A vendor's module that is not signed (vGPU, reset quirks) does not"
                    + " load: sign it with a key enrolled by mokutil, or switch Secure Boot off.")
        : Finding.ok("The kernel is not locked down.").because(evidence);
  }
}
