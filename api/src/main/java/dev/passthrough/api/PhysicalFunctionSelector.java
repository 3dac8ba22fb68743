package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Names a physical function.
 *
 * @param address its PCI address, {@code domain:bus:device.function} in lower-case hex
 */
public record PhysicalFunctionSelector(
    @Required
        @Pattern(PhysicalFunctionSelector.ADDRESS)
        @Size(max = 16)
        @JsonPropertyDescription(
            "PCI address with domain, as lspci -D prints it, such as 0000:01:00.0.")
        String address) {

  /** How the kernel spells an address. */
  static final String ADDRESS = "^[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]$";
}
