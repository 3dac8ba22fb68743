package dev.passthrough.kubelet;

import java.util.List;
import java.util.Locale;

/** What a request for units comes to: all of it, or nothing and a sentence. */
sealed interface Allocation {

  /**
   * Everything that the container gets.
   *
   * @param nodes device nodes, each once, the same path in the container as on the host
   * @param variable the environment variable's name
   * @param addresses its value: exactly one for each asked unit, in the order asked
   */
  record Answer(List<String> nodes, String variable, List<String> addresses)
      implements Allocation {}

  /**
   * Nothing is handed out.
   *
   * @param sentence names the device and the cause
   */
  record Denied(Cause cause, String sentence) implements Allocation {}

  /** Whose mistake a denial is. */
  enum Cause {
    /** The request can't be meant. */
    MALFORMED,
    /** The request names what this resource does not have. */
    UNKNOWN,
    /** The host is not as it would have to be. */
    NOT_READY;

    /** As observers are told. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
