package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * A plan as a person reads it.
 *
 * @param hash identifies exactly this plan
 * @param steps one sentence for each step, in order
 * @param disturbs what leaves the host or ceases to exist
 * @param devices that leave the host or cease to exist: addresses of functions, UUIDs of mediated
 *     devices. Empty beside a {@code disturbs} that is not: too many to be named
 * @param reboots whether its last step reboots the node
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlanStatus(
    @JsonPropertyDescription("Identifies exactly this plan.") String hash,
    @JsonPropertyDescription("One sentence for each step, in order.") List<String> steps,
    @JsonPropertyDescription("What leaves the host or ceases to exist, and what uses it.")
        List<String> disturbs,
    @JsonPropertyDescription(
            "The devices that leave the host or cease to exist: addresses of functions, UUIDs of mediated devices."
                + " Empty beside what it disturbs: they are too many to be named.")
        List<String> devices,
    @JsonPropertyDescription("Whether its last step reboots the node.") boolean reboots) {

  public PlanStatus {
    steps = steps == null ? List.of() : List.copyOf(steps);
    disturbs = disturbs == null ? List.of() : List.copyOf(disturbs);
    devices = devices == null ? List.of() : List.copyOf(devices);
  }

  /** One that takes nothing from anybody and does not reboot the node. */
  public PlanStatus(String hash, List<String> steps) {
    this(hash, steps, List.of(), List.of(), false);
  }
}
