package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** The same for all nodes that a selector chooses. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PassthroughPolicySpec(
    @Required
        @JsonPropertyDescription(
            "Which nodes, by their labels. {} is every node of the cluster; there is no default, so that nothing is done to all nodes by an omission.")
        NodeSelector nodeSelector,
    @Default("0")
        @Min(-1000)
        @Max(1000)
        @JsonPropertyDescription(
            "Where several policies want the same of a node (the mode, the host, an entry of one name, an override), the one with the highest priority has it, and the others say so. Between equals, the one that has it keeps it.")
        int priority,
    @Required @JsonPropertyDescription("What each of the nodes gets.") PolicyTemplate template,
    @JsonPropertyDescription(
            "Lets the operator grant plans and empty nodes, some at a time. Absent: plans that only root can carry out wait for a person's grant, and devices that pods hold stay theirs.")
        @Nullable RolloutSpec rollout) {

  /** Without a rollout. */
  public PassthroughPolicySpec(NodeSelector nodeSelector, int priority, PolicyTemplate template) {
    this(nodeSelector, priority, template, null);
  }
}
