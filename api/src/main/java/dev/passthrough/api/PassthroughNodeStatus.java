package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the node's agent found, did and offers. Written by the agent, but for {@code privileged},
 * {@code maintenance} and the conditions {@link ConditionType#PrivilegedWork} and {@link
 * ConditionType#Permitted}, which are the operator's.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PassthroughNodeStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("What is still to be changed on the host; absent when nothing is.")
        @Nullable PlanStatus plan,
    @JsonPropertyDescription("What the node offers, an item for each entry of the spec.")
        List<ResourceStatus> resources,
    @JsonPropertyDescription("Ready, and the steps towards it.") List<Condition> conditions,
    @JsonPropertyDescription(
            "What privileged pods saw and did on the node; absent where none was needed.")
        @Nullable PrivilegedStatus privileged,
    @JsonPropertyDescription("A policy's rollout at work on this node; absent where none is.")
        @Nullable MaintenanceStatus maintenance,
    @JsonPropertyDescription(
            "The boot of the node (its boot id, as in status.nodeInfo of the Node) in which all resources were last offered to kubelet.")
        @Nullable String advertisedBoot) {

  private static final Set<String> OF_OPERATOR =
      Set.of(ConditionType.PrivilegedWork.name(), ConditionType.Permitted.name());

  public PassthroughNodeStatus {
    resources = resources == null ? List.of() : List.copyOf(resources);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Of a node that has not offered all of its resources yet, in any boot. */
  public PassthroughNodeStatus(
      @Nullable Long observedGeneration,
      @Nullable PlanStatus plan,
      List<ResourceStatus> resources,
      List<Condition> conditions,
      @Nullable PrivilegedStatus privileged,
      @Nullable MaintenanceStatus maintenance) {
    this(observedGeneration, plan, resources, conditions, privileged, maintenance, null);
  }

  /** Of a node on which no rollout is at work. */
  public PassthroughNodeStatus(
      @Nullable Long observedGeneration,
      @Nullable PlanStatus plan,
      List<ResourceStatus> resources,
      List<Condition> conditions,
      @Nullable PrivilegedStatus privileged) {
    this(observedGeneration, plan, resources, conditions, privileged, null);
  }

  /** Without anything of the operator's. */
  public PassthroughNodeStatus(
      @Nullable Long observedGeneration,
      @Nullable PlanStatus plan,
      List<ResourceStatus> resources,
      List<Condition> conditions) {
    this(observedGeneration, plan, resources, conditions, null);
  }

  /** What of it is the agent's. */
  public PassthroughNodeStatus ofAgent() {
    return new PassthroughNodeStatus(
        observedGeneration,
        plan,
        resources,
        conditions.stream().filter(it -> !OF_OPERATOR.contains(it.type())).toList(),
        null,
        null,
        advertisedBoot);
  }

  /** The same, with the boot in which all resources were last offered. */
  public PassthroughNodeStatus advertisedIn(@Nullable String boot) {
    return new PassthroughNodeStatus(
        observedGeneration, plan, resources, conditions, privileged, maintenance, boot);
  }

  /**
   * The resources in one line, because a column of {@code kubectl get} shows only the first of a
   * list. Follows from {@link #resources} and is never read.
   */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  @JsonPropertyDescription(
      "The healthy devices of each resource in one line, with the advertised ones where some are not healthy.")
  public String allocatable() {
    return resources.stream().map(ResourceStatus::summary).collect(Collectors.joining(","));
  }
}
