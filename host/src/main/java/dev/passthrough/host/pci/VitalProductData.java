package dev.passthrough.host.pci;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A card's Vital Product Data (PCI 3.0 appendix I): resources of tag and length, and in the
 * read-only one keywords.
 */
public final class VitalProductData {

  private static final int READ_ONLY = 0x90;
  private static final int LARGE = 0x80;

  private VitalProductData() {}

  /**
   * The serial number, keyword SN, in printable characters; empty where there is none or the data
   * is broken.
   */
  public static Optional<String> serialNumber(byte[] data) {
    int at = 0;
    while (at + 3 <= data.length) {
      int tag = data[at] & 0xff;
      boolean large = (tag & LARGE) != 0;
      int length = large ? u16(data, at + 1) : tag & 7;
      int start = at + (large ? 3 : 1);
      if (tag == READ_ONLY) {
        return keyword(data, start, Math.min(data.length, start + length));
      }
      if (tag == 0 || tag == 0xff || (!large && tag >> 3 == 0x0f)) {
        return Optional.empty();
      }
      at = start + length;
    }
    return Optional.empty();
  }

  private static Optional<String> keyword(byte[] data, int from, int to) {
    int at = from;
    while (at + 3 <= to) {
      int length = data[at + 2] & 0xff;
      if (data[at] == 'S' && data[at + 1] == 'N' && at + 3 + length <= to) {
        var text =
            new String(data, at + 3, length, StandardCharsets.ISO_8859_1)
                .replaceAll("[^\\x20-\\x7e]", "")
                .strip();
        return Optional.of(text).filter(it -> !it.isEmpty());
      }
      at += 3 + length;
    }
    return Optional.empty();
  }

  private static int u16(byte[] data, int at) {
    return (data[at] & 0xff) | ((data[at + 1] & 0xff) << 8);
  }
}
