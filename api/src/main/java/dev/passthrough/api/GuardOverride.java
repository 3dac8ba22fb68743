package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * One guard that an admin has looked at and puts aside, for one device.
 *
 * @param reason why, for those who come after
 */
public record GuardOverride(
    @Required
        @Pattern(PhysicalFunctionSelector.ADDRESS)
        @Size(max = 16)
        @JsonPropertyDescription("The device, such as 0000:00:05.0.")
        String address,
    @Required @JsonPropertyDescription("The guard that is not to refuse this device.")
        GuardReason guard,
    @Required
        @Size(min = 1, max = 1024)
        @JsonPropertyDescription("Why it may be taken all the same.")
        String reason) {}
