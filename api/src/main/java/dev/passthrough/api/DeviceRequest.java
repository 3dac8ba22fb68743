package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/**
 * Whole PCI functions, as they are.
 *
 * @param companions what becomes of the other functions of the same card
 */
public record DeviceRequest(
    @Required @JsonPropertyDescription("Which devices: all that match.") DeviceSelector select,
    @Default("Together")
        @JsonPropertyDescription(
            "Together: the card's other functions in the same IOMMU group leave the host with it and go into the same virtual machine. Refuse: a device that has such companions is refused.")
        Companions companions)
    implements ResourceKind {

  public DeviceRequest {
    companions = companions == null ? Companions.Together : companions;
  }
}
