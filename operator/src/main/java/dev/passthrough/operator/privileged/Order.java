package dev.passthrough.operator.privileged;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One run of the program as root.
 *
 * @param hash of the plan to carry out; empty where there is none
 */
record Order(Purpose purpose, String hash) {

  private static final int DIGITS = 12;

  static Order of(Purpose purpose) {
    return new Order(purpose, "");
  }

  /**
   * A pod's name, the same for the same order on the same node: the API server makes it once.
   *
   * @param agents what the agents' objects are called
   */
  String podName(String agents, String node) {
    var digest = HexFormat.of().formatHex(sha256(node + "\n" + hash)).substring(0, DIGITS);
    return "%s-%s-%s".formatted(agents, purpose.word(), digest);
  }

  /** What its pod does, for a person. */
  String words() {
    return switch (purpose) {
      case LOOK -> "looks at the node as root and changes nothing";
      case APPLY -> "carries out plan " + hash;
      case RESTORE -> "brings back what was changed of the host's files";
    };
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
