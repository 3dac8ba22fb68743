package dev.passthrough.host.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A machine at one moment. Immutable; all that is judged or planned is a function of it. */
public final class Snapshot {

  private final List<PciFunction> functions;
  private final List<IommuGroup> groups;
  private final VfioNodes vfio;
  private final Optional<String> commandLine;

  private final Set<String> drivers;
  private final Map<PciAddress, PciFunction> byAddress;
  private final Map<Integer, List<PciFunction>> byGroup = new HashMap<>();
  private final Map<Integer, IommuGroup> groupByNumber = new HashMap<>();
  private final Map<Long, List<PciFunction>> byBus = new HashMap<>();
  private final boolean resetMethodsShown;

  /**
   * A machine with these functions, in any order; of two with one address the first counts.
   *
   * @param groups the IOMMU groups, as far as the machine describes them apart from their members
   * @param commandLine what the running kernel was started with; empty where unknown
   * @param drivers the PCI drivers that are loaded
   */
  @JsonCreator
  public Snapshot(
      @JsonProperty("functions") List<PciFunction> functions,
      @JsonProperty("groups") List<IommuGroup> groups,
      @JsonProperty("vfio") VfioNodes vfio,
      @JsonProperty("commandLine") Optional<String> commandLine,
      @JsonProperty("drivers") Set<String> drivers) {
    this.drivers = Collections.unmodifiableSet(new TreeSet<>(drivers));
    this.byAddress =
        functions.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    PciFunction::address, Function.identity(), (first, again) -> first));
    this.functions =
        byAddress.values().stream().sorted(Comparator.comparing(PciFunction::address)).toList();
    this.groups = List.copyOf(groups);
    this.vfio = vfio;
    this.commandLine = commandLine;
    for (var it : this.functions) {
      it.iommuGroup()
          .ifPresent(group -> byGroup.computeIfAbsent(group, none -> new ArrayList<>()).add(it));
    }
    byGroup.replaceAll((number, members) -> List.copyOf(members));
    for (var it : this.functions) {
      byBus.computeIfAbsent(bus(it.address()), none -> new ArrayList<>()).add(it);
    }
    byBus.replaceAll((number, members) -> List.copyOf(members));
    this.resetMethodsShown =
        this.functions.stream().anyMatch(it -> it.hardware().resetMethods().isPresent());
    groups.forEach(it -> groupByNumber.put(it.number(), it));
  }

  /** The same with what cards' drivers hold for these functions. */
  public Snapshot with(Map<PciAddress, Map<Setting, String>> settings) {
    var known =
        functions.stream()
            .map(
                it -> settings.containsKey(it.address()) ? it.with(settings.get(it.address())) : it)
            .toList();
    return new Snapshot(known, groups, vfio, commandLine, drivers);
  }

  /** All functions, sorted by address. */
  @JsonProperty
  public List<PciFunction> functions() {
    return functions;
  }

  @JsonProperty
  public List<IommuGroup> groups() {
    return groups;
  }

  @JsonProperty
  public VfioNodes vfio() {
    return vfio;
  }

  /** What the running kernel was started with ({@code /proc/cmdline}). */
  @JsonProperty
  public Optional<String> commandLine() {
    return commandLine;
  }

  /** The PCI drivers that are loaded, by the names in {@code /sys/bus/pci/drivers}, sorted. */
  @JsonProperty
  public Set<String> drivers() {
    return drivers;
  }

  public Optional<PciFunction> function(PciAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /**
   * The functions in IOMMU group {@code group}, bridges included, sorted by address; empty if there
   * is no such group.
   */
  public List<PciFunction> groupMembers(int group) {
    return byGroup.getOrDefault(group, List.of());
  }

  /** The functions on the bus of {@code address}, sorted by address. */
  public List<PciFunction> onBusOf(PciAddress address) {
    return byBus.getOrDefault(bus(address), List.of());
  }

  /** Whether this kernel shows {@code reset_method} of any function: it does since 5.15. */
  public boolean resetMethodsShown() {
    return resetMethodsShown;
  }

  /** A bus among those of all domains. */
  private static long bus(PciAddress address) {
    return address.domain() << 8 | address.bus();
  }

  /** What is known of IOMMU group {@code number} apart from its functions. */
  public IommuGroup group(int number) {
    return groupByNumber.getOrDefault(number, new IommuGroup(number, Optional.empty(), List.of()));
  }
}
