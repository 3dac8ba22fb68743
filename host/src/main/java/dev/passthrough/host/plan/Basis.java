package dev.passthrough.host.plan;

import dev.passthrough.api.ResourceKind;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.verdict.Verdicts;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every entry is judged on.
 *
 * @param entries all of the spec, those that contradict each other too
 * @param room what earlier entries of this plan took
 */
record Basis(
    Observed host,
    Ledger ledger,
    Verdicts verdicts,
    Permission permission,
    List<Entry> entries,
    Room room) {

  Snapshot snapshot() {
    return host.snapshot();
  }

  /** The entries other than {@code entry} that ask for something of kind {@code type}. */
  <T extends ResourceKind> Stream<Rival<T>> rivals(Entry entry, Class<T> type) {
    return entries.stream()
        .filter(it -> !it.equals(entry))
        .flatMap(it ->
            it.spec().kinds().stream()
                .filter(type::isInstance)
                .map(kind -> new Rival<>(it, type.cast(kind))));
  }

  /** Those of {@link #rivals} that stand before {@code entry} in the spec. */
  <T extends ResourceKind> Stream<Rival<T>> earlier(Entry entry, Class<T> type) {
    var before = entries.subList(0, entries.indexOf(entry));
    return rivals(entry, type).filter(it -> before.contains(it.entry()));
  }

  /** Another entry, and what it asks for. */
  record Rival<T extends ResourceKind>(Entry entry, T kind) {}
}
