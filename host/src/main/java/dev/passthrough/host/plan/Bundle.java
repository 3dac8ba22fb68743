package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.verdict.Verdict;
import dev.passthrough.host.verdict.Verdicts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * An asked function and what must go with it: an IOMMU group is given away as a whole, to one
 * virtual machine, so that it makes one unit whatever is in it.
 *
 * @param asked the first function of the group that the entry asks for; a virtual machine gets this
 *     one, and the group with it
 * @param mates the others that leave the host with it: functions of the same card, and others that
 *     the same entry asks for
 * @param strangers functions in the group that nobody asked for and that the host has
 */
record Bundle(
    PciFunction asked, List<PciFunction> mates, List<PciAddress> strangers, Verdict verdict) {

  /** The bundles that {@code selection} comes to, sorted by address. */
  static List<Bundle> of(Selection selection, Basis basis) {
    var byGroup = new LinkedHashMap<String, List<PciFunction>>();
    for (var it : basis.snapshot().functions()) {
      if (selection.matches(it)) {
        byGroup.computeIfAbsent(group(it), none -> new ArrayList<>()).add(it);
      }
    }
    return byGroup.values().stream().map(it -> of(it, basis)).toList();
  }

  private static Bundle of(List<PciFunction> matching, Basis basis) {
    var asked = matching.getFirst();
    Verdicts verdicts = basis.verdicts();
    var verdict = verdicts.of(asked.address()).orElseThrow();
    var addresses = matching.stream().map(PciFunction::address).toList();
    var mates =
        Stream.concat(
                verdict.companions().stream(),
                verdict.groupMates().stream().filter(addresses::contains))
            .distinct()
            .sorted()
            .flatMap(it -> basis.snapshot().function(it).stream())
            .toList();
    var strangers = verdict.blockedBy().stream().filter(it -> !addresses.contains(it)).toList();
    return new Bundle(asked, mates, strangers, verdict);
  }

  /** A function without a group is a bundle of its own. */
  private static String group(PciFunction it) {
    return it.iommuGroup().isPresent() ? "" + it.iommuGroup().getAsInt() : it.address().toString();
  }

  List<PciFunction> members() {
    var members = new ArrayList<PciFunction>();
    members.add(asked);
    members.addAll(mates);
    return members;
  }

  /** Whether a VFIO driver has all of it, whoever saw to that. */
  boolean taken() {
    return members().stream().allMatch(it -> it.binding().vfio());
  }

  boolean has(PciAddress function) {
    return members().stream().anyMatch(it -> it.address().equals(function));
  }

  Unit unit() {
    return new Unit.Whole(asked.address(), mates.stream().map(PciFunction::address).toList());
  }
}
