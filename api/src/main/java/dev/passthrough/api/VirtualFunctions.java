package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/**
 * Virtual functions of one physical function.
 *
 * @param physicalFunction the card that makes them
 * @param count how many; the card's own limit ({@code sriov_totalvfs}) is checked on the node
 */
public record VirtualFunctions(
    @Required @JsonPropertyDescription("The physical function that makes the virtual functions.")
        PhysicalFunctionSelector physicalFunction,
    @Required
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription(
            "How many virtual functions; at most what the card's sriov_totalvfs says.")
        int count)
    implements ResourceKind {}
