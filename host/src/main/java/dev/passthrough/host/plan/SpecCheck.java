package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is wrong with a spec on any host. Of entries that contradict each other every one is
 * refused, since none of them is the right one.
 */
final class SpecCheck {

  private final List<Entry> entries;

  SpecCheck(List<Entry> entries) {
    this.entries = entries;
  }

  Optional<Refusal> refuse(Entry entry) {
    return name(entry)
        .or(() -> kind(entry))
        .or(() -> resourceName(entry))
        .or(() -> environment(entry));
  }

  private Optional<Refusal> name(Entry entry) {
    return rivals(entry, Entry::name).isEmpty()
        ? Optional.empty()
        : Optional.of(
            entry.refuse(
                Reason.InvalidSpec,
                "spec.resources has more than one entry with the name %s; give each a name of its own"
                    .formatted(entry.name())));
  }

  private Optional<Refusal> resourceName(Entry entry) {
    return ResourceNames.complaint(entry.resourceName())
        .map(it ->
            entry.refuse(
                Reason.InvalidResourceName,
                "%s: %s %s, so kubelet would refuse it; use something like intel.com/igb-vf"
                    .formatted(entry.field("resourceName"), entry.resourceName(), it)));
  }

  private Optional<Refusal> environment(Entry entry) {
    var variable = ResourceNames.variable(entry.resourceName());
    return rivals(entry, it -> ResourceNames.variable(it.resourceName())).stream()
        .findFirst()
        .map(rival ->
            entry.refuse(
                Reason.NameCollision,
                "%s: %s and %s of entry %s both become PCI_RESOURCE_%s for a virtual machine; rename one so that they differ in more than '.', '/', '_' and case"
                    .formatted(
                        entry.field("resourceName"),
                        entry.resourceName(),
                        rival.resourceName(),
                        rival.name(),
                        variable)));
  }

  private static Optional<Refusal> kind(Entry entry) {
    int kinds = entry.spec().kinds().size();
    return kinds == 1
        ? Optional.empty()
        : Optional.of(
            entry.refuse(
                Reason.InvalidSpec,
                "spec.resources[name=%s] asks for %s; exactly one of virtualFunctions, device and mediatedDevices makes up a resource"
                    .formatted(
                        entry.name(), kinds == 0 ? "nothing" : "more than one kind of thing")));
  }

  /** The other entries with the same key. */
  private List<Entry> rivals(Entry entry, Function<Entry, Object> key) {
    var others = new ArrayList<>(entries);
    others.remove(entry);
    others.removeIf(it -> !key.apply(it).equals(key.apply(entry)));
    return others;
  }
}
