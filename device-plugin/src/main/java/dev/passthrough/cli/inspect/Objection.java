package dev.passthrough.cli.inspect;

import dev.passthrough.host.guard.Refusal;
import dev.passthrough.host.pci.PciAddress;

/**
 * Why a device that its group would allow is refused all the same.
 *
 * @param reason a guard's name, or {@link #COMPANION}
 */
record Objection(String reason, String message, String whatLiftsIt) {

  /** A guard refuses a function that would have to go into the same VM. */
  static final String COMPANION = "CompanionRefused";

  static Objection of(Refusal it) {
    return new Objection(it.reason().name(), it.message(), it.whatLiftsIt());
  }

  static Objection of(PciAddress companion, Refusal it) {
    return new Objection(
        COMPANION,
        "Its companion %s is refused: %s".formatted(companion, it.message()),
        it.whatLiftsIt());
  }
}
