package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** The same for all nodes that a selector chooses. */
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
    @Required @JsonPropertyDescription("What each of the nodes gets.") PolicyTemplate template) {}
