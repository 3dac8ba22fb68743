package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A device that a pod has.
 *
 * @param virtualMachine where the pod is named as KubeVirt names its launchers
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceUse(
    @JsonPropertyDescription("The device's PCI address, or UUID.") String device,
    @JsonPropertyDescription("The pod that has it: namespace/name.") String pod,
    @JsonPropertyDescription("The virtual machine in it, by the name that KubeVirt gave the pod.")
        @Nullable String virtualMachine) {

  /** KubeVirt {@code pkg/virt-controller/services/template.go}: GenerateName. */
  private static final Pattern LAUNCHER = Pattern.compile("[^/]+/virt-launcher-(.+)-[a-z0-9]{5}");

  /** A use by {@code pod}, {@code namespace/name}. */
  public static DeviceUse of(String device, String pod) {
    var launcher = LAUNCHER.matcher(pod);
    return new DeviceUse(device, pod, launcher.matches() ? launcher.group(1) : null);
  }
}
