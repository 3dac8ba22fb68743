package dev.passthrough.host.kernellog;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whose IOMMU driver spoke. */
public enum IommuVendor {
  INTEL,
  AMD,
  ARM;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
