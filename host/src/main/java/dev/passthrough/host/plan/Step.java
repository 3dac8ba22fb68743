package dev.passthrough.host.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.passthrough.host.pci.PciAddress;

/**
 * One write to the kernel: it takes one property of one device from one value to another. It is
 * verified by reading the property, never by the write's success.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
@JsonSubTypes({
  @JsonSubTypes.Type(SetDriversAutoprobe.class),
  @JsonSubTypes.Type(SetVirtualFunctions.class),
  @JsonSubTypes.Type(SetDriverOverride.class),
  @JsonSubTypes.Type(UnbindDriver.class),
  @JsonSubTypes.Type(ProbeDriver.class),
  @JsonSubTypes.Type(BindDriver.class)
})
public sealed interface Step
    permits SetDriversAutoprobe,
        SetVirtualFunctions,
        SetDriverOverride,
        UnbindDriver,
        ProbeDriver,
        BindDriver {

  /** Whose property it changes. */
  PciAddress device();

  /**
   * The physical function that the device belongs to, or the device itself. If a step fails, the
   * later ones of the same card are left out.
   */
  PciAddress card();

  Property property();

  /** The property's value before, as {@link Property} spells it. */
  String from();

  /** The property's value afterwards. */
  String to();

  /** The file that is written, below {@code /sys}. */
  String path();

  /** What is written into it; a line end follows. */
  String value();

  /** What it does, for a person. */
  String sentence();

  /** What is read back to know that it is done, for a person. */
  default String verified() {
    return property() == Property.DRIVER
        ? "the link driver of %s %s"
            .formatted(device(), to().isEmpty() ? "is gone" : "leads to " + to())
        : "%s of %s reads %s"
            .formatted(property().attribute(), device(), to().isEmpty() ? "(null)" : to());
  }

  /** How it is undone, for a person. */
  default String undone() {
    return property() == Property.DRIVER
        ? from().isEmpty() ? "driver/unbind" : "driver_override as found, then bind to " + from()
        : "%s back to %s".formatted(property().attribute(), from().isEmpty() ? "none" : from());
  }

  /** The file {@code name} in the folder of {@code device}, below {@code /sys}. */
  static String deviceFile(PciAddress device, String name) {
    return "bus/pci/devices/" + device + "/" + name;
  }
}
