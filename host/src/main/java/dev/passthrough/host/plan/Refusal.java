package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import dev.passthrough.host.pci.PciAddress;
import java.util.List;

/**
 * The entry cannot be carried out, and nothing is changed for it.
 *
 * @param message names the field, the value and the limit, and what to do
 * @param devices what it offered before and still does; mostly empty
 */
public record Refusal(
    String entry, String resourceName, Reason reason, String message, List<PciAddress> devices)
    implements Answer {

  public Refusal {
    devices = List.copyOf(devices);
  }
}
