package dev.passthrough.agent;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.ResourceState;
import dev.passthrough.kubelet.StateObserver;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Picks what people should hear of at the moment it happens: a device's health, a refused request,
 * a resource that kubelet cannot have, an entry that cannot be carried out. What holds on is in the
 * status and not said again.
 */
final class Announcements implements StateObserver, TurnObserver {

  /** Conditions of the node that tell of refusals and failures, not of kubelet. */
  private static final Set<ConditionType> OF_THE_NODE =
      EnumSet.of(ConditionType.HostPrepared, ConditionType.Planned, ConditionType.Applied);

  /** What a False condition says while everything goes its way. */
  private static final Set<Reason> ON_ITS_WAY =
      EnumSet.of(
          Reason.Observing,
          Reason.PlanOnly,
          Reason.StepsPlanned,
          Reason.RebootPending,
          Reason.Restoring);

  private final Consumer<Happening> announce;
  private final Map<ConditionType, Happening> said = new EnumMap<>(ConditionType.class);

  /**
   * @param announce called on many threads; must return quickly
   */
  Announcements(Consumer<Happening> announce) {
    this.announce = announce;
  }

  /** That kubelet is away for a while is not said: its own node tells of that. */
  @Override
  public void changed(String resourceName, ResourceState state) {
    Happening.of(resourceName, state)
        .filter(it -> it.reason() == Reason.RegistrationRefused)
        .ifPresent(announce);
  }

  @Override
  public void turned(String resourceName, DeviceUnit unit) {
    announce.accept(Happening.turned(resourceName, unit));
  }

  @Override
  public void refused(String resourceName, String reason, String sentence) {
    announce.accept(Happening.refused(resourceName, sentence));
  }

  @Override
  public void ended(PassthroughNodeStatus status, Duration took) {
    for (var type : OF_THE_NODE) {
      status.conditions().stream()
          .filter(it -> it.type().equals(type.name()))
          .findFirst()
          .ifPresent(it -> ended(type, it));
    }
  }

  private void ended(ConditionType type, Condition condition) {
    var reason = Reason.valueOf(condition.reason());
    if (!condition.status().equals("False") || ON_ITS_WAY.contains(reason)) {
      said.remove(type);
      return;
    }
    var happening = new Happening(reason, "", condition.message());
    if (!happening.equals(said.put(type, happening))) {
      announce.accept(happening);
    }
  }

  @Override
  public void failed() {
    // The log has it; the next turn may go well.
  }
}
