package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * A rollout's work on one node, from its begin to its end. Written by the operator alone; all that
 * it has to know of the node after a restart.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MaintenanceStatus(
    @JsonPropertyDescription("The policy that it was begun for.") String policy,
    @JsonPropertyDescription(
            "Draining: pods that are in the way are asked to go. Granted: the plan with the hash in grant is granted. Failed: it was given up, and nothing more is started on the policy's nodes until the spec of this object changes or the node is ready.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Phase phase,
    @JsonPropertyDescription("When the phase began, RFC 3339.") String since,
    @JsonPropertyDescription("How many plans were granted in its course.") int rounds,
    @JsonPropertyDescription(
            "Of Draining: true where all pods are asked to go, as before a reboot; absent where only those that hold devices are.")
        @Nullable Boolean everybody,
    @JsonPropertyDescription("The hash of the plan that was granted last.") @Nullable String grant,
    @JsonPropertyDescription("Of Failed: what the node was asked for then, as a hash.")
        @Nullable String spec,
    @JsonPropertyDescription("Of Failed: one word for why.") @Nullable String reason,
    @JsonPropertyDescription("Of Failed: what a person needs to know.") @Nullable String message) {

  /** How far it is. */
  public enum Phase {
    Draining,
    Granted,
    Failed
  }

  /** A phase that this version does not know is given up: nothing more is started. */
  public MaintenanceStatus {
    phase = phase == null ? Phase.Failed : phase;
  }

  /** One that begins. */
  public static MaintenanceStatus begun(String policy, String since, int rounds) {
    return new MaintenanceStatus(
        policy, Phase.Draining, since, rounds, null, null, null, null, null);
  }

  /** The same from {@code at} on, with all pods asked to go. */
  public MaintenanceStatus ofEverybody(String at) {
    return new MaintenanceStatus(policy, phase, at, rounds, true, grant, spec, reason, message);
  }

  /** The same with a plan granted. */
  public MaintenanceStatus granted(String hash, String at) {
    return new MaintenanceStatus(
        policy, Phase.Granted, at, rounds + 1, null, hash, null, null, null);
  }

  /** The same, given up. */
  public MaintenanceStatus failed(String asked, Reason why, String words, String at) {
    return new MaintenanceStatus(
        policy, Phase.Failed, at, rounds, null, grant, asked, why.name(), words);
  }
}
