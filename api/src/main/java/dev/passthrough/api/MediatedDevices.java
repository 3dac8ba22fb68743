package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Parts of a device that is divided without giving it away: mediated devices, or the virtual GPUs
 * of a driver that makes them on virtual functions.
 *
 * @param parent the card; its virtual functions may be what is divided
 * @param type the id or the name of what it is divided into
 */
public record MediatedDevices(
    @Required @JsonPropertyDescription("The card that is divided, itself or its virtual functions.")
        PhysicalFunctionSelector parent,
    @Required
        @Size(min = 1, max = 128)
        @JsonPropertyDescription(
            "Id or name of the type, such as nvidia-746, 'NVIDIA A2-1Q' or i915-GVTg_V5_4; passthrough plan lists the types where one is wrong.")
        String type,
    @Required
        @Min(1)
        @Max(4096)
        @JsonPropertyDescription("How many; at most what the card has room for.")
        int count)
    implements ResourceKind {}
