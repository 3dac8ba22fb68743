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
import java.util.stream.Stream;

/** What the report says to people. */
final class Words {

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
    return String.join(", ", names);
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

  /** One sentence on the whole machine. */
  static String summary(List<Device> devices, int groups) {
    var candidates = devices.stream().filter(it -> it.verdict().isPresent()).toList();
    long passable = candidates.stream().filter(Device::passable).count();
    if (groups == 0) {
      return ("%d PCI functions, none in an IOMMU group: the IOMMU is off, so nothing can be passed through yet."
              + " 'passthrough doctor' says how to switch it on.")
          .formatted(devices.size());
    }
    return "%d PCI functions in %d IOMMU groups: %d of %d devices can be passed through; the rest are bridges."
        .formatted(devices.size(), groups, passable, candidates.size());
  }
}
