package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * How something was before this program first changed it.
 *
 * @param device whose property it is
 * @param card the physical function that {@code device} belongs to, or {@code device} itself
 * @param value as {@link Property} spells it
 */
public record Found(PciAddress device, PciAddress card, Property property, String value) {

  boolean speaksOf(PciAddress other, Property otherProperty) {
    return device.equals(other) && property.equals(otherProperty);
  }
}
