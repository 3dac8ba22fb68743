package dev.passthrough.host.inventory;

import java.util.OptionalInt;

/**
 * Numbers as the kernel writes them: not one of these is an exception when it turns out to be
 * something else.
 */
final class Numbers {

  private Numbers() {}

  /** A decimal number from 0 to 2^31-1. */
  static OptionalInt decimal(String text) {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalInt.empty();
    }
    long value = Long.parseLong(text);
    return value > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) value);
  }
}
