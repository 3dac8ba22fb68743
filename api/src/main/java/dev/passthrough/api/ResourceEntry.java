package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
 * @param virtualFunctions virtual functions that make up the resource
 * @param device whole devices that make up the resource
 * @param mediatedDevices parts of a device that make up the resource
 * @param cdi whether container runtimes get the devices' names in the Container Device Interface
 *     too
 */
@ValidationRule(
    value =
        "[has(self.virtualFunctions), has(self.device), has(self.mediatedDevices)].exists_one(given, given)",
    message = "exactly one of virtualFunctions, device and mediatedDevices is needed")
@JsonInclude(JsonInclude.Include.NON_NULL)
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
    @JsonPropertyDescription("Virtual functions of an SR-IOV card, made by this operator.")
        @Nullable VirtualFunctions virtualFunctions,
    @JsonPropertyDescription("Whole devices, taken from the host's drivers.")
        @Nullable DeviceRequest device,
    @JsonPropertyDescription("Parts of a device that is divided: mediated devices or virtual GPUs.")
        @Nullable MediatedDevices mediatedDevices,
    @JsonPropertyDescription(
            "Whether the container runtime gets names of the Container Device Interface (CDI) beside device"
                + " nodes, passthrough.dev/vfio=<address>, and the files in /var/run/cdi that say what they are."
                + " For runtimes that put devices into virtual machines themselves, such as Kata. The runtime must"
                + " have CDI switched on, and the chart agent.cdi.")
        @Nullable Boolean cdi) {

  /** An entry of {@code kind}. */
  public static ResourceEntry of(String name, String resourceName, ResourceKind kind) {
    return new ResourceEntry(
        name,
        resourceName,
        kind instanceof VirtualFunctions it ? it : null,
        kind instanceof DeviceRequest it ? it : null,
        kind instanceof MediatedDevices it ? it : null,
        null);
  }

  /** The same entry with CDI names. */
  public ResourceEntry withCdi() {
    return new ResourceEntry(
        name, resourceName, virtualFunctions, device, mediatedDevices, Boolean.TRUE);
  }

  /** What makes it up: exactly one where the API server has looked at the entry. */
  public List<ResourceKind> kinds() {
    return Stream.<@Nullable ResourceKind>of(virtualFunctions, device, mediatedDevices)
        .flatMap(Stream::ofNullable)
        .toList();
  }
}
