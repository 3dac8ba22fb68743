package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run of the program as root came to. The program writes it without {@code generation},
 * {@code at} and {@code need}, which the operator adds.
 *
 * @param plan what was planned; null where nothing was to be changed
 * @param remarks what could not be planned, or what failed, a sentence each
 * @param need why the run was made
 * @param heldUp whether there is more to be done that waits until no device is held; null is no
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PrivilegedResult(
    @JsonPropertyDescription(
            "Planned: nothing was changed, and a plan was made. Done: the plan was carried out. Rebooting: the same, and the node was asked to reboot. Changed: the plan was another one by then, and nothing was done. Failed: a step failed, or the run itself.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Outcome outcome,
    @JsonPropertyDescription("What was planned; absent where nothing was to be changed.")
        @Nullable PlanStatus plan,
    @JsonPropertyDescription("What could not be planned, or what failed.") List<String> remarks,
    @JsonPropertyDescription("The generation of the spec that it was run for.")
        @Nullable Long generation,
    @JsonPropertyDescription("When its end was noted, RFC 3339.") @Nullable String at,
    @JsonPropertyDescription("What the agent could not do or see then.") @Nullable String need,
    @JsonPropertyDescription("True where more is to be done that waits until no device is held.")
        @Nullable Boolean heldUp) {

  /** How a run ended. */
  public enum Outcome {
    Planned,
    Done,
    Rebooting,
    Changed,
    Failed
  }

  /** An outcome that this version does not know is none that it could build on. */
  public PrivilegedResult {
    outcome = outcome == null ? Outcome.Failed : outcome;
    remarks = remarks == null ? List.of() : List.copyOf(remarks);
  }

  /** As the program writes it. */
  public static PrivilegedResult of(
      Outcome outcome, @Nullable PlanStatus plan, List<String> remarks) {
    return new PrivilegedResult(outcome, plan, remarks, null, null, null, null);
  }

  /** One after which something waits until no device is held. */
  public PrivilegedResult heldUpByUse() {
    return new PrivilegedResult(outcome, plan, remarks, generation, at, need, true);
  }

  /** With what the operator knows of it. */
  public PrivilegedResult noted(@Nullable Long forGeneration, String when, String why) {
    return new PrivilegedResult(outcome, plan, remarks, forGeneration, when, why, heldUp);
  }

  /** The plan's hash; empty text where nothing was to be changed. */
  public String hash() {
    return plan == null ? "" : plan.hash();
  }
}
