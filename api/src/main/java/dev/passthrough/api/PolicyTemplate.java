package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says of each of its nodes. What is absent here the policy leaves to others: another
 * policy, a hand, or the default.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PolicyTemplate(
    @JsonPropertyDescription(
            "How far the agents of the nodes go: Observe, Plan or Enforce. Absent: as others say, else Observe.")
        @Nullable Mode mode,
    @JsonPropertyDescription(
            "What the hosts themselves have to be, all of it. Absent: as others say, else used as they are.")
        @Nullable HostSpec host,
    @Size(max = ResourceRules.MAX_RESOURCES)
        @ValidationRule(
            value = ResourceRules.VARIABLES_DIFFER,
            message = ResourceRules.VARIABLES_DIFFER_WORDS)
        @ValidationRule(
            value = ResourceRules.RANGES_APART,
            message = ResourceRules.RANGES_APART_WORDS)
        @JsonPropertyDescription("Entries that each of the nodes gets, beside those of others.")
        List<ResourceEntry> resources,
    @Size(max = ResourceRules.MAX_OVERRIDES)
        @JsonPropertyDescription("Guards that are put aside on each of the nodes.")
        List<GuardOverride> overrides) {

  public PolicyTemplate {
    resources = resources == null ? List.of() : List.copyOf(resources);
    overrides = overrides == null ? List.of() : List.copyOf(overrides);
  }
}
