package dev.passthrough.host.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.Collections;
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
  private final Set<String> drivers;
  private final Map<PciAddress, PciFunction> byAddress;
  private final Map<Integer, List<PciFunction>> byGroup = new HashMap<>();

  /**
   * A machine with these functions, in any order; of two with one address the first counts.
   *
   * @param drivers the PCI drivers that are loaded
   */
  @JsonCreator
  public Snapshot(
      @JsonProperty("functions") List<PciFunction> functions,
      @JsonProperty("drivers") Set<String> drivers) {
    this.drivers = Collections.unmodifiableSet(new TreeSet<>(drivers));
    this.byAddress =
        functions.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    PciFunction::address, Function.identity(), (first, again) -> first));
    this.functions =
        byAddress.values().stream().sorted((a, b) -> a.address().compareTo(b.address())).toList();
    for (var it : this.functions) {
      it.iommuGroup()
          .ifPresent(group -> byGroup.computeIfAbsent(group, none -> new ArrayList<>()).add(it));
    }
  }

  /** All functions, sorted by address. */
  @JsonProperty
  public List<PciFunction> functions() {
    return functions;
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
    return List.copyOf(byGroup.getOrDefault(group, List.of()));
  }
}
