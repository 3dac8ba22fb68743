package dev.passthrough.kubelet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among available units: from as few NUMA nodes as possible, and on a node by the
 * resource's {@link Preference}. Pure; each choice is made once and greedily, which is exact for
 * what a VM asks for in practice.
 */
final class PreferredChoice {

  private static final int UNKNOWN_NODE = -1;

  /** Units that are alike: on one NUMA node, below one root port. */
  private static final class Place {
    final int node;
    final Deque<String> left = new ArrayDeque<>();
    int taken;

    Place(int node) {
      this.node = node;
    }
  }

  private record Key(int node, String rootPort) {}

  private final Preference preference;
  private final Collection<Place> places;

  private PreferredChoice(Preference preference, Collection<Place> places) {
    this.preference = preference;
    this.places = places;
  }

  /**
   * {@code size} of {@code available}, all of {@code mustInclude} among them; fewer only if there
   * are fewer.
   *
   * @param available ids; one that the listing no longer has counts as a unit of which nothing is
   *     known
   */
  static List<String> choose(
      Listing listing, List<String> available, List<String> mustInclude, int size) {
    var places = new LinkedHashMap<Key, Place>();
    var chosen = new LinkedHashSet<String>(mustInclude);
    for (var id : chosen) {
      place(listing.unit(id), places).taken++;
    }
    var free = new HashSet<>(available);
    free.removeAll(chosen);
    for (var id : inOrder(listing, available, free)) {
      place(listing.unit(id), places).left.add(id);
    }
    var choice = new PreferredChoice(listing.resource().preference(), places.values());
    while (chosen.size() < size) {
      var next = choice.best(size - chosen.size());
      if (next == null) {
        break;
      }
      next.taken++;
      chosen.add(next.left.remove());
    }
    return List.copyOf(chosen);
  }

  /** {@code free} as the listing orders it, and after that what the listing does not have. */
  private static List<String> inOrder(Listing listing, List<String> available, Set<String> free) {
    var ordered = new ArrayList<String>(free.size());
    for (var unit : listing.resource().units()) {
      if (free.remove(unit.id())) {
        ordered.add(unit.id());
      }
    }
    for (var id : available) {
      if (free.remove(id)) {
        ordered.add(id);
      }
    }
    return ordered;
  }

  private static Place place(@Nullable DeviceUnit unit, Map<Key, Place> places) {
    int node = unit == null ? UNKNOWN_NODE : unit.numaNode().orElse(UNKNOWN_NODE);
    var port = unit == null ? "" : unit.rootPort().orElse("");
    return places.computeIfAbsent(new Key(node, port), _ -> new Place(node));
  }

  private @Nullable Place best(int missing) {
    var order =
        Comparator.<Place>comparingInt(place -> nodeRank(place.node, missing))
            .thenComparingInt(place -> -leftOn(place.node))
            .thenComparingInt(place -> place.node)
            .thenComparing(
                switch (preference) {
                  case SPREAD -> spread();
                  case PACK -> pack(missing);
                });
    return places.stream().filter(place -> !place.left.isEmpty()).min(order).orElse(null);
  }

  /**
   * Nodes in use come first, then those that can give all that is missing, then the others; the
   * unknown one last of its rank.
   */
  private int nodeRank(int node, int missing) {
    int rank = takenOn(node) > 0 ? 0 : leftOn(node) >= missing ? 2 : 4;
    return node == UNKNOWN_NODE ? rank + 1 : rank;
  }

  private static Comparator<Place> spread() {
    return Comparator.<Place>comparingInt(place -> place.taken)
        .thenComparingInt(place -> -place.left.size());
  }

  /**
   * Ports in use first; then the fullest port that can give all, so that the emptier ones stay
   * whole; then the emptiest.
   */
  private static Comparator<Place> pack(int missing) {
    return Comparator.<Place>comparingInt(place -> -place.taken)
        .thenComparingInt(
            place -> place.left.size() >= missing ? place.left.size() : Integer.MAX_VALUE)
        .thenComparingInt(place -> -place.left.size());
  }

  private int leftOn(int node) {
    return places.stream().filter(place -> place.node == node).mapToInt(p -> p.left.size()).sum();
  }

  private int takenOn(int node) {
    return places.stream().filter(place -> place.node == node).mapToInt(p -> p.taken).sum();
  }
}
