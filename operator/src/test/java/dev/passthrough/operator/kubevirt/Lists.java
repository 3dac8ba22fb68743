package dev.passthrough.operator.kubevirt;

import dev.passthrough.operator.kubevirt.Permit.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lists and demands in short forms. */
final class Lists {

  static final Allowed NOTHING = new Allowed(false, false);
  static final Allowed ALL = new Allowed(true, true);

  private Lists() {}

  static Permit pci(String selector, String resource) {
    return new Permit(Kind.PCI, selector, resource);
  }

  static Permit mediated(String selector, String resource) {
    return new Permit(Kind.MEDIATED, selector, resource);
  }

  /** An entry as somebody would write it by hand. */
  static Entry entry(Form form, Permit permit, boolean external) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(form.selector(permit.kind()), permit.selector());
    fields.put("resourceName", permit.resource());
    if (external) {
      fields.put("externalResourceProvider", true);
    }
    return new Entry(form, permit.kind(), fields);
  }

  /** With the feature gate off, sweeping, dividing nothing. */
  static Contents contents(Form form, Note note, Entry... entries) {
    return new Contents(
        form, of(Kind.PCI, entries), of(Kind.MEDIATED, entries), form.keyed(), true, false, note);
  }

  static Demand demand(Set<String> unsettled, Permit... permits) {
    SortedMap<String, SortedSet<String>> byNode = new TreeMap<>();
    for (var permit : permits) {
      byNode.computeIfAbsent("worker-1", _ -> new TreeSet<>()).add(permit.resource());
    }
    return new Demand(new TreeSet<>(Arrays.asList(permits)), unsettled, byNode);
  }

  private static List<Entry> of(Kind kind, Entry... entries) {
    return Arrays.stream(entries).filter(it -> it.kind() == kind).toList();
  }
}
