package dev.passthrough.host.inventory;

/**
 * What a card's driver holds for one of its virtual functions and sysfs does not show. Each value
 * is spelled as ip-link(8) takes it.
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
  MAX_TX_RATE("rate limit");

  private final String words;

  Setting(String words) {
    this.words = words;
  }

  /** For a person. */
  public String words() {
    return words;
  }
}
