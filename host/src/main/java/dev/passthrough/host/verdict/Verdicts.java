package dev.passthrough.host.verdict;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The verdict on each candidate of a machine.
 *
 * <p>The rule: bridges are never candidates and never in the way. The functions of one card that
 * share a group go together. Any other member of the group is in the way, unless a VFIO driver
 * holds it too. A function without a group cannot be passed. This is stricter than the kernel,
 * which also lets members without a driver or with pci-stub be: those can get another driver at any
 * time.
 */
public final class Verdicts {

  private static final int LAST_FUNCTION = 7;

  private final SortedMap<PciAddress, Verdict> byAddress = new TreeMap<>();

  private Verdicts() {}

  public static Verdicts of(Snapshot snapshot) {
    var verdicts = new Verdicts();
    var remedies = new Remedies(snapshot);
    var separations = new Separations(snapshot);
    var groups = new HashMap<Integer, Group>();
    for (var function : snapshot.functions()) {
      if (function.isBridge()) {
        continue;
      }
      if (function.iommuGroup().isEmpty()) {
        verdicts.add(noGroup(function.address(), remedies));
        continue;
      }
      int number = function.iommuGroup().getAsInt();
      var group = groups.computeIfAbsent(number, it -> Group.of(snapshot, it));
      verdicts.add(group.judge(function, separations, remedies));
    }
    return verdicts;
  }

  /** Empty for a bridge and for an address that nothing has. */
  public Optional<Verdict> of(PciAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /** All verdicts, sorted by address. */
  public Collection<Verdict> all() {
    return Collections.unmodifiableCollection(byAddress.values());
  }

  private void add(Verdict verdict) {
    byAddress.put(verdict.address(), verdict);
  }

  private static Verdict noGroup(PciAddress address, Remedies remedies) {
    return new Verdict(
        address,
        Isolation.NoGroup,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        remedies.withoutGroup());
  }

  /**
   * What is the same for all members of a group.
   *
   * @param candidates members that are no bridges, by card
   * @param strangers members that are no bridges and that no VFIO driver holds, sorted
   * @param passed members that are no bridges and that a VFIO driver holds, sorted
   */
  private record Group(
      Map<PciAddress, List<PciAddress>> candidates,
      List<PciAddress> strangers,
      List<PciAddress> passed,
      List<String> others) {

    static Group of(Snapshot snapshot, int number) {
      var candidates = new HashMap<PciAddress, List<PciAddress>>();
      var members = snapshot.groupMembers(number).stream().filter(it -> !it.isBridge()).toList();
      for (var it : members) {
        candidates.computeIfAbsent(card(it.address()), none -> new ArrayList<>()).add(it.address());
      }
      return new Group(
          candidates,
          members.stream().filter(it -> !it.binding().vfio()).map(PciFunction::address).toList(),
          members.stream().filter(it -> it.binding().vfio()).map(PciFunction::address).toList(),
          snapshot.group(number).others());
    }

    Verdict judge(PciFunction function, Separations separations, Remedies remedies) {
      var address = function.address();
      var companions =
          candidates.getOrDefault(card(address), List.of()).stream()
              .filter(it -> !it.equals(address))
              .toList();
      var blockedBy = withoutCard(strangers, address);
      boolean shared = !blockedBy.isEmpty() || !others.isEmpty();
      var isolation =
          shared
              ? Isolation.Shared
              : companions.isEmpty() ? Isolation.Alone : Isolation.WithCompanions;
      return new Verdict(
          address,
          isolation,
          companions,
          blockedBy,
          withoutCard(passed, address),
          others,
          separations.of(function),
          shared ? remedies.shared(function, blockedBy) : List.of());
    }

    private static List<PciAddress> withoutCard(List<PciAddress> sorted, PciAddress of) {
      int first = Collections.binarySearch(sorted, card(of));
      int last =
          Collections.binarySearch(
              sorted, new PciAddress(of.domain(), of.bus(), of.device(), LAST_FUNCTION));
      return new Without<>(
          sorted, first >= 0 ? first : -first - 1, last >= 0 ? last + 1 : -last - 1);
    }

    private static PciAddress card(PciAddress it) {
      return new PciAddress(it.domain(), it.bus(), it.device(), 0);
    }
  }
}
