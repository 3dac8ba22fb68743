package dev.passthrough.host.plan;

import dev.passthrough.api.Reason;
import java.util.List;

/**
 * The entry, or one of the devices that it names, cannot be had; nothing is changed for that.
 *
 * @param message names the field, the value and the limit, and what to do
 * @param units what it offers all the same: what it offered before and still does, and devices that
 *     can be had
 */
public record Refusal(
    String entry, String resourceName, Reason reason, String message, List<Unit> units)
    implements Answer {

  public Refusal {
    units = List.copyOf(units);
  }
}
