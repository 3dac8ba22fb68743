package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a policy stand. Written by the operator alone. Each node counts once: {@code
 * matched} is the sum of {@code ready}, {@code waiting} and {@code failed}.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PassthroughPolicyStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Nodes that the selector chooses.") int matched,
    @JsonPropertyDescription("Those of them whose PassthroughNode is Ready.") int ready,
    @JsonPropertyDescription("Those that are on their way, or wait for somebody.") int waiting,
    @JsonPropertyDescription("Those on which something is wrong.") int failed,
    @JsonPropertyDescription("The first of those that wait, by name, with the reason.")
        List<NodeNote> waitingNodes,
    @JsonPropertyDescription("The first of those on which something is wrong, by name, with why.")
        List<NodeNote> failedNodes,
    @JsonPropertyDescription("Ready, and the steps towards it.") List<Condition> conditions) {

  public PassthroughPolicyStatus {
    waitingNodes = waitingNodes == null ? List.of() : List.copyOf(waitingNodes);
    failedNodes = failedNodes == null ? List.of() : List.copyOf(failedNodes);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /**
   * One node and why it is not ready.
   *
   * @param reason a {@link Reason}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record NodeNote(
      @JsonPropertyDescription("The node's name.") String name,
      @JsonPropertyDescription("One word for why.") String reason,
      @JsonPropertyDescription("What a person needs to know, shortened.") String message) {}
}
