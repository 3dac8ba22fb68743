package dev.passthrough.host.inventory;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A PCI Express link as it is and as it could be (sysfs {@code current_link_*}, {@code
 * max_link_*}).
 *
 * @param speed such as {@code 8.0 GT/s}; empty while the link is down or unknown
 * @param width in lanes
 */
public record Link(
    Optional<String> speed, OptionalInt width, Optional<String> maxSpeed, OptionalInt maxWidth) {

  /** Whether it runs with fewer lanes than both ends could; the speed drops by itself when idle. */
  public boolean narrowed() {
    return width.isPresent() && maxWidth.isPresent() && width.getAsInt() < maxWidth.getAsInt();
  }
}
