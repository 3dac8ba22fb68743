package dev.passthrough.host.pci;

import java.util.Optional;

/**
 * Access Control Services: what keeps the devices below a port, or the functions of a card, from
 * reaching each other behind the IOMMU's back.
 *
 * @param capability what the hardware can do, one bit each
 * @param control what is switched on
 */
public record Acs(int capability, int control) {

  private static final int EXTENDED_ID = 0x000d;

  /**
   * Source validation, request and completion redirect, upstream forwarding (kernel REQ_ACS_FLAGS).
   */
  private static final int NEEDED = 0x1d;

  /** Empty where the function has none, or where it cannot be read. */
  public static Optional<Acs> of(ConfigSpace config) {
    return config
        .extendedCapability(EXTENDED_ID)
        .filter(it -> config.has(it.offset(), 8))
        .map(it -> new Acs(config.u16(it.offset() + 4), config.u16(it.offset() + 6)));
  }

  /**
   * Whether all that the kernel asks for is on; what the hardware says it does not need counts as
   * on.
   */
  public boolean isolates() {
    int asked = NEEDED & capability;
    return (control & asked) == asked;
  }
}
