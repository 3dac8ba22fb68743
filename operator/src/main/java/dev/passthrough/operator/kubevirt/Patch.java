package dev.passthrough.operator.kubevirt;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The merge patch (RFC 7386) that makes an object as a merge wants it. It names the version that
 * was read, so that the API server refuses it if somebody wrote in between.
 */
final class Patch {

  private final Map<String, @Nullable Object> patch = new LinkedHashMap<>();

  private Patch() {}

  static Map<String, @Nullable Object> of(
      GenericKubernetesResource object, Contents now, Contents next) {
    var it = new Patch();
    it.put(List.of("metadata", "resourceVersion"), object.getMetadata().getResourceVersion());
    if (!now.note().equals(next.note())) {
      it.put(
          List.of("metadata", "annotations", Note.ANNOTATION),
          next.note().annotation().orElse(null));
    }
    var form = now.form();
    for (var kind : Permit.Kind.values()) {
      if (!now.list(kind).equals(next.list(kind))) {
        var entries = next.list(kind).stream().map(Entry::fields).toList();
        it.put(below(form.permitted(), Form.list(kind)), entries.isEmpty() ? null : entries);
      }
    }
    if (now.hostDevices() != next.hostDevices()) {
      it.put(Reading.GATES, gates(object, next.hostDevices()));
    }
    if (now.sweeps() != next.sweeps()) {
      boolean byGate = form == Form.HYPERCONVERGED;
      Boolean stopped = byGate ? Boolean.TRUE : Boolean.FALSE;
      it.put(
          byGate ? Reading.STOP : below(form.mediation(), "enabled"),
          next.sweeps() ? null : stopped);
    }
    return it.patch;
  }

  private static List<String> gates(GenericKubernetesResource object, boolean on) {
    var others = Reading.gates(object).stream().filter(it -> !it.equals(Reading.GATE));
    return Stream.concat(others, on ? Stream.of(Reading.GATE) : Stream.of()).toList();
  }

  private void put(List<String> path, @Nullable Object value) {
    Map<String, @Nullable Object> here = patch;
    for (var name : path.subList(0, path.size() - 1)) {
      here = below(here, name);
    }
    here.put(path.getLast(), value);
  }

  @SuppressWarnings("unchecked") // only this class puts maps there
  private static Map<String, @Nullable Object> below(
      Map<String, @Nullable Object> map, String name) {
    return (Map<String, @Nullable Object>)
        Objects.requireNonNull(
            map.computeIfAbsent(name, _ -> new HashMap<String, @Nullable Object>()));
  }

  private static List<String> below(List<String> path, String name) {
    return Stream.concat(path.stream(), Stream.of(name)).toList();
  }
}
