package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/**
 * One thing that the node offers to pods and virtual machines.
 *
 * @param name the entry's own name, unique in the object
 * @param resourceName what pods ask for: an extended resource name that kubelet accepts, {@code
 *     domain/name}
 * @param virtualFunctions the virtual functions that make up the resource
 */
public record ResourceEntry(
    @Required
        @Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
        @JsonPropertyDescription("The entry's own name, unique in this object.")
        String name,
    @Required
        @JsonPropertyDescription(
            "What pods and virtual machines ask for, such as intel.com/igb-vf.")
        String resourceName,
    @Required
        @JsonPropertyDescription("Virtual functions of an SR-IOV card, made by this operator.")
        VirtualFunctions virtualFunctions) {}
