package dev.passthrough.agent;

import dev.passthrough.api.EventLimits;
import dev.passthrough.api.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What happened within a moment, as few enough events: a card that goes takes a hundred functions
 * along, and nobody reads a hundred events. Pure.
 */
final class EventBatch {

  /** Of one reason and resource. */
  static final int MOST_ALIKE = 3;

  private EventBatch() {}

  /** One for each of {@code happenings}, or one for many that are alike; each once, in order. */
  static List<Happening> of(List<Happening> happenings) {
    return happenings.stream()
        .distinct()
        .collect(Collectors.groupingBy(Kind::of, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(it -> few(it).stream())
        .map(EventBatch::cut)
        .toList();
  }

  private static List<Happening> few(List<Happening> alike) {
    if (alike.size() <= MOST_ALIKE) {
      return alike;
    }
    var first = alike.getFirst();
    var notes = new ArrayList<String>();
    alike.stream().limit(MOST_ALIKE).map(Happening::note).forEach(notes::add);
    notes.add("(and %d more; the status names them.)".formatted(alike.size() - MOST_ALIKE));
    return List.of(new Happening(first.reason(), first.subject(), String.join(" ", notes)));
  }

  private static Happening cut(Happening it) {
    return new Happening(it.reason(), it.subject(), EventLimits.note(it.note()));
  }

  private record Kind(Reason reason, String subject) {

    static Kind of(Happening it) {
      return new Kind(it.reason(), it.subject());
    }
  }
}
