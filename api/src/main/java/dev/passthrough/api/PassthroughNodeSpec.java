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
    @Size(max = ResourceRules.MAX_RESOURCES)
        @ValidationRule(
            value = ResourceRules.VARIABLES_DIFFER,
            message = ResourceRules.VARIABLES_DIFFER_WORDS)
        @ValidationRule(
            value = ResourceRules.RANGES_APART,
            message = ResourceRules.RANGES_APART_WORDS)
        @JsonPropertyDescription(
            "What the node offers. Each entry has a name of its own, so that several owners can each apply theirs.")
        List<ResourceEntry> resources,
    @Size(max = ResourceRules.MAX_OVERRIDES)
        @JsonPropertyDescription(
            "Guards that do not hold for a device, because an admin looked at it.")
        List<GuardOverride> overrides,
    @Pattern("^([0-9a-f]{64}|Any)$")
        @JsonPropertyDescription(
            "What a privileged pod may do on the node, where the agent's rights do not suffice: exactly the plan with this hash, which status.privileged.seen.plan shows, or Any. Absent: nothing.")
        @Nullable String grant) {

  /** The grant that covers every plan. */
  private static final String ANY = "Any";

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
