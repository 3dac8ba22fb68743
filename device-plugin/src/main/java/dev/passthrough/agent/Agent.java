package dev.passthrough.agent;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.use.HostUse;
import dev.passthrough.kubelet.KubeletPlugins;
import dev.passthrough.kubelet.OfferedResource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one node: observe, plan, apply, verify, advertise, report. One thread runs turns;
 * each begins when something changed, or after {@link #RESCAN} where something is still to be done.
 * Where all is as asked, only {@link Vitals} are looked at for {@link #WHOLE}.
 */
public final class Agent {

  /** How soon a host is looked at again that is not as asked. */
  static final Duration RESCAN = Duration.ofSeconds(10);

  /**
   * How long any other change stays unseen that neither the kernel nor a {@link Glance} tells of.
   */
  static final Duration WHOLE = Duration.ofMinutes(10);

  /** How long what was seen of the host is kept for what changes beside it. */
  static final Duration KNOWN = Duration.ofSeconds(10);

  /** While another program has the host. */
  static final Duration HANDOVER_LOOK = Duration.ofSeconds(1);

  private static final Logger logger = LoggerFactory.getLogger(Agent.class);

  private final NodeObject object;
  private final NodeHost host;
  private final KubeletPlugins plugins;
  private final Offering offering;
  private final Holders holders;
  private final Clock clock;
  private final Wake wake;
  private final Patience patience;
  private final FirstOffers firstOffers;
  private final List<TurnObserver> observers;
  private final Vitals vitals = new Vitals();
  private long looked = System.nanoTime();

  /** The host as it was looked at last: for what changes beside it, soon after. */
  private Optional<KnownHost> known = Optional.empty();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public Agent(
      NodeObject object,
      NodeHost host,
      KubeletPlugins plugins,
      Holders holders,
      Wake wake,
      Clock clock,
      LongSupplier nanoTime,
      List<TurnObserver> observers) {
    this.object = object;
    this.host = host;
    this.plugins = plugins;
    this.offering = new Offering(plugins, nanoTime);
    this.holders = holders;
    this.wake = wake;
    this.clock = clock;
    this.patience = new Patience(nanoTime);
    this.firstOffers = new FirstOffers(nanoTime);
    this.observers = List.copyOf(observers);
  }

  /** Runs turns until {@link Wake#stop}. A turn that fails is logged and tried again. */
  public void run() {
    object.onChange(wake::now);
    for (var reason = wake.await(); reason != Wake.Reason.STOPPED; reason = wake.await()) {
      try {
        begin(reason);
      } catch (RuntimeException failed) {
        wake.after(RESCAN);
        observers.forEach(TurnObserver::failed);
        logger.error("This turn failed and is tried again within {} s", RESCAN.toSeconds(), failed);
      }
    }
  }

  private void begin(Wake.Reason reason) {
    boolean told = reason == Wake.Reason.TELL;
    boolean calm = reason == Wake.Reason.CALM && isCalm();
    if ((!told && !calm) || since(looked).compareTo(KNOWN) >= 0) {
      known = Optional.empty();
    }
    if (!calm) {
      object.current().ifPresentOrElse(this::turn, this::rest);
    }
  }

  /** Whether there is no reason for a turn but that none was for a while. */
  private boolean isCalm() {
    boolean calm =
        host.ours()
            && since(looked).compareTo(WHOLE) < 0
            && object.isReported()
            && !vitals.differ(host.vitalSigns(vitals.watched()));
    if (calm) {
      rest();
    }
    return calm;
  }

  private void rest() {
    observers.forEach(TurnObserver::calm);
  }

  private void turn(PassthroughNode node) {
    if (!host.ours()) {
      known = Optional.empty();
      wake.after(HANDOVER_LOOK);
      rest();
      return;
    }
    long began = System.nanoTime();
    var status =
        node.getMetadata().getDeletionTimestamp() == null ? bringAbout(node) : giveBack(node);
    if (!object.report(node, status)) {
      wake.tell(RESCAN);
    }
    var took = since(began);
    observers.forEach(it -> it.ended(status, took));
  }

  private PassthroughNodeStatus bringAbout(PassthroughNode node) {
    var spec = node.getSpec();
    boolean anew = known.isEmpty();
    var look = look(node, host::plan);
    if (!anew && !look.plan().isEmpty()) {
      look = lookAnew(node, host::plan);
    }
    boolean due = spec.mode() == Mode.Enforce && !look.plan().isEmpty();
    boolean allowed = due && patience.allows(look.plan().hash());
    var failures = due && !allowed ? patience.failures() : List.<String>of();
    offering.recall(
        allowed ? offering.takenBy(look.plan(), look.seen().snapshot(), node) : Set.of());
    if (allowed && offering.left().isZero()) {
      failures = carryOut(look);
      offering.recall(Set.of());
      look = lookAnew(node, host::plan);
    }
    var seen = look.seen();
    var plan = look.plan();
    var ready =
        spec.mode() == Mode.Enforce
            ? advertised(seen.snapshot(), plan, spec, offering.listed(node))
            : List.<OfferedResource>of();
    var held =
        firstOffers.held(node, names(ready), names(offering.resources()), object::hasKubeVirt);
    offering.offer(ready.stream().filter(it -> !held.contains(it.resourceName())).toList(), looked);
    wakeWhenRecalled();
    if (!plan.isSettled() || !failures.isEmpty() || !held.isEmpty()) {
      wake.after(RESCAN);
    }
    var turn =
        new Turn(
            plan,
            failures,
            offering.resources(),
            held,
            holders.named(),
            vitals.warnings(seen.snapshot()),
            plugins.states());
    return new Report(node, clock, Kinds.of(plan, seen.snapshot())).of(turn, host.boot());
  }

  private PassthroughNodeStatus giveBack(PassthroughNode node) {
    if (!offering.resources().isEmpty()) {
      offering.recall(Advertisement.ids(offering.resources()));
    }
    offering.offer(List.of(), System.nanoTime());
    wakeWhenRecalled();
    if (offering.left().isPositive()) {
      var withdrawn =
          new Turn(
              Plan.of(List.of()), List.of(), List.of(), Set.of(), Map.of(), List.of(), Map.of());
      return new Report(node, clock, Map.of()).ofRestore(withdrawn, false);
    }
    var look = lookAnew(node, host::restoration);
    List<String> failures = List.of();
    if (!look.plan().isEmpty()) {
      failures = patience.allows(look.plan().hash()) ? carryOut(look) : patience.failures();
      look = lookAnew(node, host::restoration);
    }
    var plan = look.plan();
    boolean restored = plan.isSettled() && failures.isEmpty();
    if (!restored) {
      wake.after(RESCAN);
    }
    var turn = new Turn(plan, failures, List.of(), Set.of(), Map.of(), List.of(), Map.of());
    return new Report(node, clock, Map.of()).ofRestore(turn, restored);
  }

  private void wakeWhenRecalled() {
    var left = offering.left();
    if (left.isPositive()) {
      wake.after(left);
    }
  }

  private Look lookAnew(
      PassthroughNode node, BiFunction<Observed, PassthroughNodeSpec, Plan> planner) {
    known = Optional.empty();
    return look(node, planner);
  }

  /** Decides again on what is known of the host; what pods have is asked each time. */
  private Look look(PassthroughNode node, BiFunction<Observed, PassthroughNodeSpec, Plan> planner) {
    long began = System.nanoTime();
    boolean anew = known.isEmpty();
    if (anew) {
      looked = began;
      var snapshot = host.observe(Planner.depth(node.getSpec()));
      known = Optional.of(new KnownHost(snapshot, host.use()));
    }
    holders.inherit(new Told(node).holders());
    var seen = known.orElseThrow().seen(node.getMetadata().getName(), holders);
    if (anew) {
      vitals.see(seen.snapshot(), seen.holders());
    }
    var plan = planner.apply(seen, node.getSpec());
    var took = since(began);
    observers.forEach(it -> it.planned(took));
    return new Look(seen, plan);
  }

  /** Where it cannot be carried out at all, the next turn is to say so. */
  private List<String> carryOut(Look look) {
    var plan = look.plan();
    logger.info("Carrying out plan {} of {} steps", plan.hash(), plan.steps().size());
    long began = System.nanoTime();
    try {
      var failures = host.apply(plan);
      var took = since(began);
      observers.forEach(it -> it.applied(took, !failures.isEmpty()));
      failures.forEach(failure -> logger.warn("A step failed: {}", failure));
      patience.tried(plan.hash(), failures);
      if (failures.isEmpty()) {
        vitals.forget(plan.disturbed(look.seen().snapshot()));
      }
      return failures;
    } catch (RuntimeException failed) {
      patience.tried(plan.hash(), List.of(String.valueOf(failed.getMessage())));
      offering.offerAgain(looked);
      wake.now();
      throw failed;
    }
  }

  private List<OfferedResource> advertised(
      Snapshot snapshot, Plan plan, PassthroughNodeSpec spec, Set<String> listed) {
    var named =
        spec.resources().stream()
            .filter(it -> Boolean.TRUE.equals(it.cdi()))
            .map(ResourceEntry::resourceName)
            .collect(Collectors.toSet());
    return new Advertisement(snapshot, listed, vitals, named).of(plan);
  }

  private static List<String> names(List<OfferedResource> resources) {
    return resources.stream().map(OfferedResource::resourceName).toList();
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private record Look(Observed seen, Plan plan) {}

  private record KnownHost(Snapshot snapshot, HostUse use) {

    Observed seen(String node, Holders holders) {
      return new Observed(node, snapshot, use, holders.in(snapshot), false);
    }
  }
}
