package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/**
 * What the secondary controller of an NVMe drive's virtual function gets of the drive's flexible
 * resources before it goes online (NVM Express Base 2.0, 8.26, Virtualization Enhancements).
 *
 * @param queues pairs of queues, the one for administration among them
 * @param interrupts vectors
 */
public record NvmeResources(
    @Required
        @Min(2)
        @Max(65535)
        @JsonPropertyDescription(
            "Pairs of queues for each function, the one for administration among them.")
        int queues,
    @Required @Min(1) @Max(65535) @JsonPropertyDescription("Interrupt vectors for each function.")
        int interrupts) {

  /** Whether a controller can go online with them. */
  public boolean possible() {
    return queues >= 2 && interrupts >= 1 && queues <= 65535 && interrupts <= 65535;
  }
}
