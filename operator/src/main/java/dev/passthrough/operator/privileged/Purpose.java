package dev.passthrough.operator.privileged;

import dev.passthrough.api.Reason;
import java.time.Duration;
import java.util.List;

/** What a privileged pod is for. */
enum Purpose {
  /** Plans as root sees the node, and changes nothing. */
  LOOK("look", Duration.ofMinutes(10)),
  /** Carries out the plan with one hash or none. */
  APPLY("apply", Duration.ofHours(1)),
  /** Brings back what such pods, or root, changed of the host's files. */
  RESTORE("restore", Duration.ofHours(1));

  private final String word;
  private final Duration longest;

  Purpose(String word, Duration longest) {
    this.word = word;
    this.longest = longest;
  }

  boolean changesTheNode() {
    return this != LOOK;
  }

  /** What is said while its pod is there. */
  Reason runs() {
    return changesTheNode() ? Reason.PrivilegedPodRuns : Reason.LookRuns;
  }

  /** In names and labels. */
  String word() {
    return word;
  }

  /** After this long it is ended: above the program's own deadlines. */
  Duration longest() {
    return longest;
  }

  /**
   * The program's arguments.
   *
   * @param file the object
   * @param hash of the plan; empty where there is none
   */
  List<String> arguments(String file, String hash) {
    return switch (this) {
      case LOOK -> List.of("plan", "--beyond-agent", "-f", file);
      case APPLY -> List.of("apply", "--beyond-agent", "-f", file, "--hash", hash);
      case RESTORE -> List.of("restore", "--yes");
    };
  }
}
