package dev.passthrough.operator.boot;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an annotation of a node says of its boot. It is there while the taint is, and after that
 * only where the taint went before the resources came.
 *
 * @param boot the node's boot id
 * @param since when the phase began
 */
record BootMark(String boot, Phase phase, Instant since) {

  /** On the node; written in one request with the taint. */
  static final String ANNOTATION = "passthrough.dev/boot";

  private static final int WORDS = 3;

  enum Phase {
    /** The taint is on until the resources are there. */
    Waiting,
    /**
     * They did not come in time, or somebody took the taint off: it does not come again in this
     * boot.
     */
    GivenUp
  }

  /** Empty where the text is not ours. */
  static Optional<BootMark> of(String text) {
    var words = text.split(" ", -1);
    if (words.length != WORDS) {
      return Optional.empty();
    }
    try {
      var since = Instant.parse(words[2]);
      return Arrays.stream(Phase.values())
          .filter(it -> it.name().equals(words[1]))
          .map(it -> new BootMark(words[0], it, since))
          .findFirst();
    } catch (DateTimeParseException notOurs) {
      return Optional.empty();
    }
  }

  String text() {
    return "%s %s %s".formatted(boot, phase, since);
  }
}
