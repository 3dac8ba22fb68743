package dev.passthrough.cli.inspect;

import dev.passthrough.host.inventory.Names;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.ClassWords;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.verdict.Isolation;
import dev.passthrough.host.verdict.Separation;
import dev.passthrough.host.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the report says to people. */
final class Words {

  /** What a reader has to know of groups. */
  static final String GROUPS =
      "What shares an IOMMU group reaches each other's memory, so it goes into one VM together or not at all.";

  private static final int NAMED = 3;

  private Words() {}

  /** Kind and name, as far as known, and the ids. */
  static String device(PciFunction it) {
    var kind = it.ids().pciClass().map(ClassWords::of).orElse("Device");
    var ids = it.ids().vendor().orElse("????") + ":" + it.ids().device().orElse("????");
    var name = name(it.names());
    return name.isEmpty() ? kind + " " + ids : "%s: %s [%s]".formatted(kind, name, ids);
  }

  private static String name(Names names) {
    var vendor =
        names
            .vendor()
            .map(it -> it.replaceAll(",? (Corporation|Corp\\.?|Inc\\.?|Co\\.?,? Ltd\\.?)$", ""));
    return Optional.of(vendor.orElse("") + " " + names.device().orElse(""))
        .map(String::strip)
        .orElse("");
  }

  static Cell verdict(Device device) {
    if (device.verdict().isEmpty()) {
      return Cell.quiet("bridge");
    }
    var verdict = device.verdict().get();
    return switch (verdict.isolation()) {
      case NoGroup -> new Cell("no: it has no IOMMU group", Cell.Tone.BAD);
      case Shared -> new Cell("no: in one group with " + blockers(verdict), Cell.Tone.BAD);
      case Alone, WithCompanions -> possible(device, verdict);
    };
  }

  private static Cell possible(Device device, Verdict verdict) {
    if (!device.refusals().isEmpty()) {
      return new Cell("not now: " + device.refusals().getFirst().message(), Cell.Tone.CAUTION);
    }
    var with =
        verdict.isolation() == Isolation.WithCompanions
            ? ", together with " + companions(verdict)
            : "";
    boolean onPaper = verdict.separation().equals(Optional.of(Separation.Override));
    return onPaper
        ? new Cell("at a risk" + with + ": only an ACS override keeps it apart", Cell.Tone.CAUTION)
        : new Cell("yes" + with, with.isEmpty() ? Cell.Tone.GOOD : Cell.Tone.PLAIN);
  }

  /** Companions differ in the function only: {@code .1, .2}. */
  private static String companions(Verdict verdict) {
    var names = verdict.companions().stream().map(it -> "." + it.function()).toList();
    return names.size() > NAMED
        ? "the %d others of its card".formatted(names.size())
        : String.join(", ", names);
  }

  /** The first of {@code all}, and how many more there are. */
  static String few(List<String> all) {
    int more = all.size() - NAMED;
    var first = String.join(", ", all.subList(0, Math.min(NAMED, all.size())));
    return more > 0 ? first + " and %d more".formatted(more) : first;
  }

  private static String blockers(Verdict verdict) {
    return few(
        Stream.concat(
                verdict.blockedBy().stream().map(it -> shortForm(it, verdict.address())),
                verdict.otherDevices().stream())
            .toList());
  }

  private static String shortForm(PciAddress it, PciAddress seenFrom) {
    var text = it.toString();
    return it.domain() == seenFrom.domain() ? text.substring(text.indexOf(':') + 1) : text;
  }

  /** What a verdict is while there are no groups at all. */
  static Cell withoutGroups(Device device) {
    return device.verdict().isEmpty()
        ? Cell.quiet("bridge")
        : new Cell("not yet: there are no IOMMU groups", Cell.Tone.BAD);
  }

  /**
   * A sentence or two on the whole machine.
   *
   * @param parts devices that are left out of the short form
   * @param on whether any function is in a group
   * @param running whether an IOMMU runs
   */
  static String summary(List<Device> devices, Set<PciAddress> parts, boolean on, boolean running) {
    if (!on) {
      return "%d PCI functions, none in an IOMMU group: %s, so nothing can be passed through yet.%nNext: run 'passthrough doctor', it says what to do on this machine."
          .formatted(
              devices.size(),
              running ? "an IOMMU runs, and the kernel made no groups" : "the IOMMU is off");
    }
    var candidates =
        devices.stream()
            .filter(it -> it.verdict().isPresent() && !parts.contains(it.function().address()))
            .toList();
    long passable = candidates.stream().filter(Device::passable).count();
    long bridges = devices.stream().filter(it -> it.verdict().isEmpty()).count();
    return "%d of %d devices can be passed through to a VM; not counted: %d bridges, %d parts of processor and chipset (-o wide)."
        .formatted(passable, candidates.size(), bridges, parts.size());
  }
}
