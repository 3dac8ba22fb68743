package dev.passthrough.host.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A machine at one moment. Immutable; all that is judged or planned is a function of it. */
public final class Snapshot {

  private final List<PciFunction> functions;
  private final Map<PciAddress, PciFunction> byAddress;
  private final Map<Integer, List<PciFunction>> byGroup = new HashMap<>();

  /** A machine with these functions, in any order; of two with one address the first counts. */
  @JsonCreator
  public Snapshot(@JsonProperty("functions") List<PciFunction> functions) {
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
