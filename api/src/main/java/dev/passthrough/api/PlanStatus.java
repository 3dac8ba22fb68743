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
 * @param reboots whether its last step reboots the node
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlanStatus(
    @JsonPropertyDescription("Identifies exactly this plan.") String hash,
    @JsonPropertyDescription("One sentence for each step, in order.") List<String> steps,
    @JsonPropertyDescription("What leaves the host or ceases to exist, and what uses it.")
        List<String> disturbs,
    @JsonPropertyDescription("Whether its last step reboots the node.") boolean reboots) {

  public PlanStatus {
    steps = steps == null ? List.of() : List.copyOf(steps);
    disturbs = disturbs == null ? List.of() : List.copyOf(disturbs);
  }

  /** One that does not reboot the node. */
  public PlanStatus(String hash, List<String> steps, List<String> disturbs) {
    this(hash, steps, disturbs, false);
  }
}
