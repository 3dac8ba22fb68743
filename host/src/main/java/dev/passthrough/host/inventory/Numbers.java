package dev.passthrough.host.inventory;

import java.util.OptionalInt;
import java.util.OptionalLong;

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

  /** A number from 0 to 2^63-1 after {@code 0x}. */
  static OptionalLong hexadecimal(String text) {
    if (text.length() < 3 || text.length() > 18 || !text.startsWith("0x")) {
      return OptionalLong.empty();
    }
    try {
      var value = Long.parseUnsignedLong(text, 2, text.length(), 16);
      return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    } catch (NumberFormatException nonsense) {
      return OptionalLong.empty();
    }
  }
}
