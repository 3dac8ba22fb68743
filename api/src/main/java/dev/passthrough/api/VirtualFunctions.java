package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Virtual functions of one physical function. Several entries can share one, each with a range of
 * its own: the card makes as many as the last range needs.
 *
 * @param physicalFunction the card that makes them
 * @param first the index of the first one, as in the kernel's link {@code virtfn0}
 * @param count how many; the card's own limit ({@code sriov_totalvfs}) is checked on the node
 */
@ValidationRule(
    value = "self.first + self.count <= 65535",
    message = "a card has at most 65535 virtual functions")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualFunctions(
    @Required @JsonPropertyDescription("The physical function that makes the virtual functions.")
        PhysicalFunctionSelector physicalFunction,
    @Default("0")
        @Min(0)
        @Max(65534)
        @JsonPropertyDescription(
            "Index of the first one. Entries that share a physical function take ranges that do not overlap: first 0 and count 4, first 4 and count 2.")
        int first,
    @Required
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription(
            "How many virtual functions, from the first on; at most what the card's sriov_totalvfs says.")
        int count,
    @JsonPropertyDescription("For functions of a network card: what its driver holds them to.")
        @Nullable NetworkSettings network,
    @JsonPropertyDescription(
            "For functions of an NVMe drive whose secondary controllers need resources before they work.")
        @Nullable NvmeResources nvme)
    implements ResourceKind {

  /** The first {@code count} ones. */
  public VirtualFunctions(PhysicalFunctionSelector physicalFunction, int count) {
    this(physicalFunction, 0, count);
  }

  /** As their card's driver makes them. */
  public VirtualFunctions(PhysicalFunctionSelector physicalFunction, int first, int count) {
    this(physicalFunction, first, count, null, null);
  }

  /** Of a network card whose driver holds them to something. */
  public VirtualFunctions(
      PhysicalFunctionSelector physicalFunction,
      int first,
      int count,
      @Nullable NetworkSettings network) {
    this(physicalFunction, first, count, network, null);
  }

  /** How many the card has to make for these: the index behind the last one. */
  public long end() {
    return (long) first + count;
  }

  /** Whether some function belongs to both, if they are of the same card. */
  public boolean overlaps(VirtualFunctions other) {
    return first < other.end() && other.first < end();
  }

  public boolean has(int index) {
    return index >= first && index < end();
  }

  /** Such as {@code 0-3}, or {@code 4} for one. */
  public String range() {
    return count == 1 ? "" + first : first + "-" + (end() - 1);
  }
}
