package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Names devices by what they are or where they are; all that is given must match. Bridges match
 * nothing, and virtual functions only by their address.
 *
 * @param pciClass two, four or six hex digits of the class, the first ones
 * @param driver the host's driver, as it was before the device was taken
 */
@ValidationRule(
    value =
        "[has(self.address), has(self.vendor), has(self.device), has(self.serial), has(self.slot), has(self.class), has(self.driver)].exists(given, given)",
    message = "at least one of address, vendor, device, serial, slot, class, driver is needed")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceSelector(
    @Pattern(PhysicalFunctionSelector.ADDRESS)
        @Size(max = 16)
        @JsonPropertyDescription("PCI address with domain, such as 0000:65:00.0.")
        @Nullable String address,
    @Pattern(DeviceSelector.ID)
        @Size(max = 4)
        @JsonPropertyDescription("Vendor id, four hex digits, such as 10de.")
        @Nullable String vendor,
    @Pattern(DeviceSelector.ID)
        @Size(max = 4)
        @JsonPropertyDescription("Device id, four hex digits, such as 1eb8.")
        @Nullable String device,
    @Size(min = 1, max = 256)
        @JsonPropertyDescription(
            "Serial number as passthrough inspect -o wide shows it: what is printed on the card, an NVMe drive's, or the PCI Express device serial number.")
        @Nullable String serial,
    @Size(min = 1, max = 64)
        @JsonPropertyDescription("Name of the physical slot in /sys/bus/pci/slots.")
        @Nullable String slot,
    @JsonProperty("class")
        @Pattern("^([0-9a-fA-F]{2}){1,3}$")
        @Size(max = 6)
        @JsonPropertyDescription(
            "The first two, four or six hex digits of the PCI class: 0302 for 3D controllers.")
        @Nullable String pciClass,
    @Size(min = 1, max = 64)
        @JsonPropertyDescription("The host's driver before the device was taken, such as nvidia.")
        @Nullable String driver) {

  static final String ID = "^[0-9a-fA-F]{4}$";
}
