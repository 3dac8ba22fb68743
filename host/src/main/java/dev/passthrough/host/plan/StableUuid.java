package dev.passthrough.host.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * UUIDs that say the same thing the same way each time (RFC 9562, version 5): a mediated device is
 * the same one after a restart or a reboot, and on no two nodes.
 */
final class StableUuid {

  /** This program's own, made once at random. */
  private static final UUID NAMESPACE = UUID.fromString("6b0f2f2e-0c0b-4f0d-9d43-6f6c9b1a7c55");

  private StableUuid() {}

  /**
   * The device number {@code index} of an entry.
   *
   * @param parent as the entry spells it
   */
  static String of(String node, String parent, String entry, int index) {
    return of(NAMESPACE, String.join("/", node, parent, entry, "" + index)).toString();
  }

  static UUID of(UUID namespace, String name) {
    var sha1 = sha1();
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(namespace.getMostSignificantBits())
            .putLong(namespace.getLeastSignificantBits())
            .array());
    var hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & ~0xf000L) | 0x5000L;
    long low = (hash.getLong() & ~(3L << 62)) | (2L << 62);
    return new UUID(high, low);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
