package dev.passthrough.kubelet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What was seen of single units since their resource was offered: a look at a few devices is much
 * quicker than a reading of the host, and whichever is the later one counts. Used on the plugin's
 * own thread only.
 */
final class Looks {

  private final LiveReader reader;
  private final Map<String, Look> looks = new HashMap<>();

  Looks(LiveReader reader) {
    this.reader = reader;
  }

  /**
   * {@code resource} with those of its units looked at again that have one of {@code functions}.
   * Those that are unhealthy for what cannot be seen stay so.
   */
  OfferedResource look(OfferedResource resource, Set<String> functions) throws IOException {
    var meant =
        resource.units().stream().filter(unit -> visible(unit) && any(unit, functions)).toList();
    if (meant.isEmpty()) {
      return resource;
    }
    long now = System.nanoTime();
    var host = reader.read(resource.kind(), meant);
    for (var unit : meant) {
      looks.put(unit.id(), new Look(unit.seenOn(host, resource.kind()).health(), now));
    }
    return applied(resource);
  }

  /**
   * {@code newer}, which tells of the host as it was at {@code seen}, with what was seen after
   * that.
   *
   * @param seen by {@link System#nanoTime}
   */
  OfferedResource since(long seen, OfferedResource newer) {
    looks.values().removeIf(look -> look.at() - seen <= 0);
    return looks.isEmpty() ? newer : applied(newer);
  }

  private OfferedResource applied(OfferedResource resource) {
    var units = new ArrayList<DeviceUnit>(resource.units().size());
    for (var unit : resource.units()) {
      var look = looks.get(unit.id());
      units.add(look == null || !visible(unit) ? unit : unit.withHealth(look.health()));
    }
    return resource.withUnits(units);
  }

  private static boolean visible(DeviceUnit unit) {
    return switch (unit.health()) {
      case Health.Healthy _ -> true;
      case Health.Unhealthy sick -> sick.visible();
      case Health.Recalled _ -> false;
    };
  }

  private static boolean any(DeviceUnit unit, Set<String> functions) {
    return functions.contains(unit.address())
        || (!unit.companions().isEmpty()
            && unit.companions().stream().anyMatch(functions::contains));
  }

  /**
   * @param at by {@link System#nanoTime}, before the look began
   */
  private record Look(Health health, long at) {}
}
