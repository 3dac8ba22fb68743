package dev.passthrough.host.inventory;

/**
 * What a card's driver holds for one of its virtual functions and sysfs does not show. Values are
 * spelled as ip-link(8) takes them.
 */
public enum Setting {
  /** Six bytes with colons; all zero where the driver chose none. */
  MAC("MAC address"),
  /** {@code 0} for none, {@code 100}, {@code 100 qos 3}, {@code 100 qos 3 proto 802.1ad}. */
  VLAN("VLAN"),
  /** {@code on} or {@code off}. */
  TRUST("trust"),
  /** {@code on} or {@code off}. */
  SPOOF_CHECK("spoof check"),
  /** {@code auto}, {@code enable} or {@code disable}. */
  LINK_STATE("link state"),
  /** Megabits each second; {@code 0} for no limit. */
  MAX_TX_RATE("rate limit"),
  /** Flexible queue resources of an NVMe function's secondary controller; a number. */
  QUEUES("queues"),
  /** Flexible interrupt resources of it; a number. */
  INTERRUPTS("interrupts"),
  /** Whether it is {@code online} or {@code offline}. */
  CONTROLLER("secondary controller"),
  /**
   * Of an NVMe drive itself: the name of its controller, then the identifiers of its secondary
   * controllers in the order of virtual functions, {@code nvme0 1 2 3}; {@code -} where one has
   * none.
   */
  SECONDARY("secondary controllers");

  private final String words;

  Setting(String words) {
    this.words = words;
  }

  /** Whether a network card's driver holds it; an NVMe drive has the others. */
  public boolean ofNetwork() {
    return switch (this) {
      case MAC, VLAN, TRUST, SPOOF_CHECK, LINK_STATE, MAX_TX_RATE -> true;
      case QUEUES, INTERRUPTS, CONTROLLER, SECONDARY -> false;
    };
  }

  /** For a person. */
  public String words() {
    return words;
  }
}
