package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * One thing that the node offers to pods and virtual machines.
 *
 * <p>The rules on {@code resourceName} are kubelet's own (IsExtendedResourceName in
 * k8s.io/kubernetes/pkg/apis/core/v1/helper): a qualified name that stays one when {@code
 * requests.} is put before it, which leaves 244 of 253 characters for the domain.
 *
 * @param name the entry's own name, unique in the object
 * @param resourceName what pods ask for: an extended resource name that kubelet accepts, {@code
 *     domain/name}
 * @param virtualFunctions the virtual functions that make up the resource
 */
public record ResourceEntry(
    @Required
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @Size(min = 1, max = 63)
        @JsonPropertyDescription("The entry's own name, unique in this object.")
        String name,
    @Required
        @Size(min = 1, max = 308)
        @ValidationRule(
            value = "self.matches('^[^/]+/[^/]+$')",
            message = "must be domain/name, such as intel.com/igb-vf")
        @ValidationRule(
            value =
                "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*(/|$)')"
                    + " && self.indexOf('/') <= 244",
            message =
                "what stands before the '/' must be a domain of at most 244 characters: lower-case letters,"
                    + " digits, '-' and '.'")
        @ValidationRule(
            value = "self.matches('(^|/)[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$')",
            message =
                "what stands after the '/' must be 1 to 63 letters, digits, '-', '_' or '.', and begin and"
                    + " end with a letter or digit")
        @ValidationRule(
            value = "!self.contains('kubernetes.io/') && !self.startsWith('requests.')",
            message =
                "kubelet refuses names under kubernetes.io/ and names that begin with 'requests.'")
        @JsonPropertyDescription(
            "What pods and virtual machines ask for, such as intel.com/igb-vf.")
        String resourceName,
    @Required
        @JsonPropertyDescription("Virtual functions of an SR-IOV card, made by this operator.")
        VirtualFunctions virtualFunctions) {}
