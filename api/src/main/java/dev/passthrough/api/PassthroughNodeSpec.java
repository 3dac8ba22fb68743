package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an admin wants of one node. Absent fields take their defaults here, as the API server fills
 * them in too.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PassthroughNodeSpec(
    @Default("Observe")
        @JsonPropertyDescription(
            "Observe reports what the node has; Plan also shows what would be changed; Enforce changes it.")
        Mode mode,
    @JsonPropertyDescription(
            "What the host itself has to be: IOMMU, arguments of its kernel. Absent: it is used as it is.")
        HostSpec host,
    @Size(max = PassthroughNodeSpec.MAX_RESOURCES)
        @ValidationRule(
            value =
                "[self.map(it, "
                    + VARIABLE
                    + ")].all(names, names.all(a, names.exists_one(b, a == b)))",
            message =
                "two resource names would be the same environment variable in a virtual machine's pod:"
                    + " they must differ in more than '.', '/', '_' and case")
        @ValidationRule(
            value =
                "self.all(a, !has(a.virtualFunctions) || self.exists_one(b, has(b.virtualFunctions)"
                    + " && a.virtualFunctions.physicalFunction.address"
                    + " == b.virtualFunctions.physicalFunction.address"
                    + " && a.virtualFunctions.first < b.virtualFunctions.first + b.virtualFunctions.count"
                    + " && b.virtualFunctions.first < a.virtualFunctions.first + a.virtualFunctions.count))",
            message =
                "two entries take the same virtual function of a physical function: give them ranges"
                    + " (first, count) that do not overlap")
        @JsonPropertyDescription(
            "What the node offers. Each entry has a name of its own, so that several owners can each apply theirs.")
        List<ResourceEntry> resources,
    @Size(max = PassthroughNodeSpec.MAX_OVERRIDES)
        @JsonPropertyDescription(
            "Guards that do not hold for a device, because an admin looked at it.")
        List<GuardOverride> overrides,
    @Pattern("^([0-9a-f]{64}|Any)$")
        @JsonPropertyDescription(
            "What a privileged pod may do on the node, where the agent's rights do not suffice: exactly the plan with this hash, which status.privileged.seen.plan shows, or Any. Absent: nothing.")
        @Nullable String grant) {

  /** Bounds what the API server has to compare: its rules look at each pair of entries. */
  static final int MAX_RESOURCES = 64;

  static final int MAX_OVERRIDES = 256;

  /** The grant that covers every plan. */
  private static final String ANY = "Any";

  /**
   * KubeVirt's form of a resource name in PCI_RESOURCE_…: upper case, '/' and '.' become '_'. Made
   * once for each entry: made for each pair, the longest names exceed what a rule may cost.
   */
  private static final String VARIABLE =
      "it.resourceName.upperAscii().replace('/', '_').replace('.', '_')";

  public PassthroughNodeSpec {
    mode = mode == null ? Mode.Observe : mode;
    host = host == null ? HostSpec.asFound() : host;
    resources = resources == null ? List.of() : List.copyOf(resources);
    overrides = overrides == null ? List.of() : List.copyOf(overrides);
  }

  /** Without a grant. */
  public PassthroughNodeSpec(
      Mode mode, HostSpec host, List<ResourceEntry> resources, List<GuardOverride> overrides) {
    this(mode, host, resources, overrides, null);
  }

  /** Whether the plan with {@code hash} may be carried out by a privileged pod. */
  public boolean grants(String hash) {
    return hash.equals(grant) || ANY.equals(grant);
  }

  /** A spec of resources and nothing else. */
  public PassthroughNodeSpec(Mode mode, List<ResourceEntry> resources) {
    this(mode, resources, List.of());
  }

  /** Of a host that is used as it is. */
  public PassthroughNodeSpec(
      Mode mode, List<ResourceEntry> resources, List<GuardOverride> overrides) {
    this(mode, HostSpec.asFound(), resources, overrides);
  }
}
