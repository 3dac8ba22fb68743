package dev.passthrough.host.guard;

import java.util.List;
import java.util.stream.Collectors;

/** Lists in messages, short enough to read. */
final class Sentences {

  private static final int MOST = 3;

  private Sentences() {}

  static String few(List<?> items) {
    var first = items.stream().limit(MOST).map(Object::toString).collect(Collectors.joining("; "));
    return items.size() > MOST ? first + "; and " + (items.size() - MOST) + " more" : first;
  }
}
