package dev.passthrough.agent;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A PassthroughNode in memory, with an API server's generations. */
final class ObjectStandIn implements NodeObject {

  private Optional<PassthroughNode> node = Optional.empty();
  private Runnable listener = () -> {};
  private final List<Happening> announced = new CopyOnWriteArrayList<>();
  private volatile boolean kubevirt;
  private List<Condition> said = List.of();
  private long generation;

  synchronized void wants(PassthroughNodeSpec spec) {
    replace(spec, false);
  }

  synchronized void delete() {
    replace(node.orElseThrow().getSpec(), true);
  }

  /** From now on there is a KubeVirt, which says nothing yet. */
  void kubevirtComes() {
    kubevirt = true;
  }

  /** As the operator says it, of the present generation. */
  synchronized void permitted(boolean well, Reason reason) {
    var now = node.orElseThrow();
    var word = Conditions.of(now, Clock.systemUTC());
    if (well) {
      word.isTrue(ConditionType.Permitted, reason, "said by a test");
    } else {
      word.isFalse(ConditionType.Permitted, reason, "said by a test");
    }
    said = word.build();
    report(now, now.getStatus());
    listener.run();
  }

  synchronized Optional<Condition> condition(ConditionType type) {
    return node.flatMap(it -> Conditions.find(Conditions.current(it), type));
  }

  /** The condition as {@code True Reason}, of the newest generation; empty until it is reported. */
  synchronized String state(ConditionType type) {
    return condition(type)
        .filter(it -> Long.valueOf(generation).equals(it.observedGeneration()))
        .map(it -> it.status() + " " + it.reason())
        .orElse("");
  }

  synchronized PassthroughNodeStatus status() {
    return node.orElseThrow().getStatus();
  }

  private void replace(PassthroughNodeSpec spec, boolean deleting) {
    var next = new PassthroughNode();
    var meta = new ObjectMetaBuilder().withName("worker-1").withGeneration(++generation);
    next.setMetadata(
        deleting ? meta.withDeletionTimestamp("2026-01-01T00:00:00Z").build() : meta.build());
    next.setSpec(spec);
    node.ifPresent(it -> next.setStatus(it.getStatus()));
    node = Optional.of(next);
    listener.run();
  }

  @Override
  public synchronized Optional<PassthroughNode> current() {
    return node;
  }

  @Override
  public synchronized void onChange(Runnable runnable) {
    listener = runnable;
  }

  @Override
  public synchronized boolean report(PassthroughNode reported, PassthroughNodeStatus status) {
    var next = new PassthroughNode();
    next.setMetadata(node.orElseThrow().getMetadata());
    next.setSpec(node.orElseThrow().getSpec());
    next.setStatus(
        new PassthroughNodeStatus(
            status.observedGeneration(),
            status.plan(),
            status.resources(),
            Stream.concat(status.ofAgent().conditions().stream(), said.stream()).toList(),
            null,
            null,
            status.advertisedBoot()));
    node = Optional.of(next);
    return true;
  }

  @Override
  public boolean isReported() {
    return true;
  }

  @Override
  public boolean hasKubeVirt() {
    return kubevirt;
  }

  @Override
  public void announce(Happening happening) {
    announced.add(happening);
  }

  /** Everything that was announced, the oldest first. */
  List<Happening> announced() {
    return List.copyOf(announced);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
