package dev.passthrough.operator.privileged;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.PrivilegedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Situations to decide in, from a usual one to others. */
record Situations(
    boolean enabled,
    boolean deleting,
    Mode mode,
    @Nullable String grant,
    boolean reported,
    Optional<String> need,
    PrivilegedStatus known,
    boolean freed,
    boolean settling,
    List<SeenPod> pods) {

  static final String HASH = "a".repeat(64);
  static final String OTHER = "b".repeat(64);
  static final String NEED = "no IOMMU";
  static final PassthroughNodeSpec ASKED = new PassthroughNodeSpec(Mode.Enforce, List.of());
  static final long GENERATION = 3;
  static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  /** An agent that needs somebody, mode Enforce, nothing known, no pod. */
  static Situations usual() {
    return new Situations(
        true,
        false,
        Mode.Enforce,
        null,
        true,
        Optional.of(NEED),
        PrivilegedStatus.nothing(),
        false,
        false,
        List.of());
  }

  Situations disabled() {
    return new Situations(
        false, deleting, mode, grant, reported, need, known, freed, settling, pods);
  }

  Situations deleted() {
    return new Situations(enabled, true, mode, grant, reported, need, known, freed, settling, pods);
  }

  Situations in(Mode other) {
    return new Situations(
        enabled, deleting, other, grant, reported, need, known, freed, settling, pods);
  }

  Situations granting(String hash) {
    return new Situations(
        enabled, deleting, mode, hash, reported, need, known, freed, settling, pods);
  }

  Situations withoutNeed() {
    return new Situations(
        enabled, deleting, mode, grant, true, Optional.empty(), known, freed, settling, pods);
  }

  Situations withoutReport() {
    return new Situations(
        enabled, deleting, mode, grant, false, Optional.empty(), known, freed, settling, pods);
  }

  Situations needing(String other) {
    return new Situations(
        enabled, deleting, mode, grant, true, Optional.of(other), known, freed, settling, pods);
  }

  Situations saw(PrivilegedResult seen) {
    return new Situations(
        enabled,
        deleting,
        mode,
        grant,
        reported,
        need,
        new PrivilegedStatus(seen, known.done()),
        freed,
        settling,
        pods);
  }

  Situations did(PrivilegedResult done) {
    return new Situations(
        enabled,
        deleting,
        mode,
        grant,
        reported,
        need,
        new PrivilegedStatus(known.seen(), done),
        freed,
        settling,
        pods);
  }

  Situations with(SeenPod pod) {
    return new Situations(
        enabled, deleting, mode, grant, reported, need, known, freed, settling, List.of(pod));
  }

  /** The last look left something until no device is held, and no pod holds one any more. */
  Situations whereAllLetGo() {
    return new Situations(
        enabled, deleting, mode, grant, reported, need, known, true, settling, pods);
  }

  /** A pod has ended a moment ago, and the agent has not spoken since. */
  Situations justDone() {
    return new Situations(enabled, deleting, mode, grant, reported, need, known, freed, true, pods);
  }

  /** A pod that was made for another spec. */
  static SeenPod askedOtherwise(SeenPod it) {
    var asked =
        new PassthroughNodeSpec(
            Mode.Enforce,
            new HostSpec(HostSpec.Iommu.Required, List.of("iommu=pt"), HostSpec.Reboot.Never),
            List.of(),
            List.of());
    return new SeenPod(
        it.name(),
        it.version(),
        it.order(),
        it.generation(),
        asked,
        it.need(),
        it.begun(),
        it.end(),
        it.progress());
  }

  /** A result for the present generation; without a plan where {@code hash} is empty. */
  static PrivilegedResult result(Outcome outcome, String hash, Duration ago) {
    var plan = hash.isEmpty() ? null : new PlanStatus(hash, List.of("a step"));
    return PrivilegedResult.of(outcome, plan, List.of("a remark"))
        .noted(GENERATION, NOW.minus(ago).toString(), NEED);
  }

  static PrivilegedResult look(String hash, Duration ago) {
    return result(Outcome.Planned, hash, ago);
  }

  static PrivilegedResult ofGeneration(long generation, PrivilegedResult it) {
    return PrivilegedResult.of(it.outcome(), it.plan(), it.remarks())
        .noted(generation, String.valueOf(it.at()), String.valueOf(it.need()));
  }

  static SeenPod pod(Order order, long generation, @Nullable Outcome end) {
    return pod(order, generation, true, end);
  }

  static SeenPod pod(Order order, long generation, boolean begun, @Nullable Outcome end) {
    return new SeenPod(
        order.podName("agents", "worker-1"),
        "1",
        order,
        generation,
        ASKED,
        NEED,
        begun,
        Optional.ofNullable(end).map(it -> PrivilegedResult.of(it, null, List.of())),
        "Running");
  }

  Next next() {
    return NextStep.of(
        new Situation(
            enabled,
            deleting,
            GENERATION,
            new PassthroughNodeSpec(mode, HostSpec.asFound(), List.of(), List.of(), grant),
            reported,
            need,
            known,
            freed,
            settling,
            pods,
            NOW));
  }
}
