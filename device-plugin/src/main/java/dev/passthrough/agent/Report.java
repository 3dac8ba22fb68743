package dev.passthrough.agent;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceStatus;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.Disturbance;
import dev.passthrough.host.plan.Kept;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Refusal;
import dev.passthrough.host.plan.Step;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what a turn came to into the object's status. No I/O. */
final class Report {

  /** Steps shown in the status; the API server bounds an object, and nobody reads thousands. */
  static final int MOST_STEPS = 200;

  private final PassthroughNode node;
  private final Clock clock;
  private final Map<String, Kinds> kinds;

  /**
   * @param kinds what is known of the entries' devices, by the entry's name
   */
  Report(PassthroughNode node, Clock clock, Map<String, Kinds> kinds) {
    this.node = node;
    this.clock = clock;
    this.kinds = kinds;
  }

  /**
   * The status after {@code turn}, for an object that is to stay.
   *
   * @param boot the run of the kernel in which the turn was
   */
  PassthroughNodeStatus of(Turn turn, String boot) {
    var aspects = new Aspects(node.getSpec().mode(), turn);
    var verdicts =
        List.of(aspects.prepared(), aspects.planned(), aspects.applied(), aspects.advertised());
    var conditions = Conditions.of(node, clock);
    var ready =
        verdicts.stream()
            .filter(it -> !it.good())
            .findFirst()
            .orElseGet(() -> Verdict.good(ConditionType.Ready, Reason.AsDesired, offers(turn)));
    set(
        conditions,
        new Verdict(ConditionType.Ready, ready.good(), ready.reason(), ready.message()));
    verdicts.forEach(it -> set(conditions, it));
    set(conditions, aspects.suffices());
    boolean all =
        !turn.offered().isEmpty()
            && aspects.planned().good()
            && aspects.applied().good()
            && aspects.advertised().good();
    return status(turn, conditions).advertisedIn(all ? boot : advertisedBefore());
  }

  private @Nullable String advertisedBefore() {
    @Nullable PassthroughNodeStatus status = node.getStatus();
    return status == null ? null : status.advertisedBoot();
  }

  /** The status while the host is given back, and when it is ({@code restored}). */
  PassthroughNodeStatus ofRestore(Turn turn, boolean restored) {
    var conditions = Conditions.of(node, clock);
    if (restored) {
      var message = "The host is as it was found; nothing is advertised.";
      set(conditions, Verdict.bad(ConditionType.Ready, Reason.Restoring, message));
      set(conditions, Verdict.good(ConditionType.Restored, Reason.Restored, message));
    } else {
      var verdict = inTheWay(turn);
      set(conditions, verdict);
      set(conditions, Verdict.bad(ConditionType.Ready, verdict.reason(), verdict.message()));
    }
    set(conditions, new Aspects(node.getSpec().mode(), turn).suffices());
    return status(turn, conditions);
  }

  private static Verdict inTheWay(Turn turn) {
    var kept = turn.plan().kept();
    var notices = turn.plan().notices();
    return !kept.isEmpty()
        ? Verdict.bad(
            ConditionType.Restored,
            kept.getFirst().reason(),
            kept.stream().map(Kept::message).collect(Collectors.joining("\n")))
        : !turn.failures().isEmpty()
            ? Verdict.bad(
                ConditionType.Restored, Reason.StepFailed, String.join("\n", turn.failures()))
            : !notices.isEmpty()
                ? Verdict.bad(
                    ConditionType.Restored,
                    notices.getFirst().reason(),
                    notices.stream().map(Notice::message).collect(Collectors.joining("\n")))
                : Verdict.bad(ConditionType.Restored, Reason.Restoring, Reason.Restoring.meaning());
  }

  private PassthroughNodeStatus status(Turn turn, Conditions conditions) {
    return new PassthroughNodeStatus(
        node.getMetadata().getGeneration(),
        turn.plan().isEmpty() ? null : shown(turn.plan()),
        turn.plan().answers().stream()
            .map(
                answer -> resource(answer, turn, kinds.getOrDefault(answer.entry(), Kinds.UNKNOWN)))
            .toList(),
        conditions.build());
  }

  private static PlanStatus shown(Plan plan) {
    var sentences =
        plan.steps().stream().limit(MOST_STEPS).map(Step::sentence).collect(Collectors.toList());
    if (plan.steps().size() > MOST_STEPS) {
      sentences.add("… and %d more".formatted(plan.steps().size() - MOST_STEPS));
    }
    return new PlanStatus(
        plan.hash(),
        sentences,
        plan.disturbances().stream().limit(MOST_STEPS).map(Disturbance::sentence).toList(),
        plan.taken(),
        plan.reboots());
  }

  private static ResourceStatus resource(Answer answer, Turn turn, Kinds kinds) {
    var units =
        turn.offered().stream()
            .filter(it -> it.resourceName().equals(answer.resourceName()))
            .filter(it -> !(answer instanceof Refusal refused && refused.units().isEmpty()))
            .flatMap(it -> it.units().stream())
            .toList();
    int healthy = (int) units.stream().filter(it -> it.health() instanceof Health.Healthy).count();
    return new ResourceStatus(
        answer.entry(),
        answer.resourceName(),
        units.size(),
        healthy,
        units.stream().map(DeviceUnit::address).toList(),
        units.stream().flatMap(it -> use(it, turn.holders())).toList(),
        kinds.pciIds(),
        kinds.mediatedTypes());
  }

  private static Stream<DeviceUse> use(DeviceUnit unit, Map<String, String> holders) {
    return Optional.ofNullable(holders.get(unit.id())).stream()
        .map(holder -> DeviceUse.of(unit.address(), holder));
  }

  private static String offers(Turn turn) {
    return turn.offered().isEmpty()
        ? "Nothing is asked for."
        : turn.offered().stream()
            .map(it -> "%d × %s".formatted(it.units().size(), it.resourceName()))
            .collect(Collectors.joining(", ", "Offered: ", "."));
  }

  private static void set(Conditions conditions, Verdict verdict) {
    if (verdict.good()) {
      conditions.isTrue(verdict.type(), verdict.reason(), verdict.message());
    } else {
      conditions.isFalse(verdict.type(), verdict.reason(), verdict.message());
    }
  }
}
