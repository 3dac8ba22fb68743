package dev.passthrough.operator;

import dev.passthrough.operator.agent.AgentSet;
import dev.passthrough.operator.announce.Announcer;
import dev.passthrough.operator.announce.Warnings;
import dev.passthrough.operator.boot.BootTaints;
import dev.passthrough.operator.kubevirt.KubeVirtPass;
import dev.passthrough.operator.kubevirt.KubeVirtUnasked;
import dev.passthrough.operator.metrics.Census;
import dev.passthrough.operator.metrics.OperatorMetrics;
import dev.passthrough.operator.node.KnownObjects;
import dev.passthrough.operator.node.PassthroughNodeReconciler;
import dev.passthrough.operator.policy.KnownPolicies;
import dev.passthrough.operator.policy.LookPace;
import dev.passthrough.operator.policy.PassthroughPolicyReconciler;
import dev.passthrough.operator.privileged.PrivilegedPods;
import dev.passthrough.operator.privileged.PrivilegedWork;
import dev.passthrough.operator.rollout.RolledOut;
import dev.passthrough.operator.rollout.Rollout;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controllers, wired to one API server. */
final class Controllers implements AutoCloseable {

  /** A reconciliation that is under way at the end gets this long to finish. */
  private static final Duration LAST_RECONCILIATION = Duration.ofSeconds(10);

  /**
   * How long watches may be broken before a new start is tried: an API server that is away for so
   * long is waited for, in all replicas and without one start after the other.
   */
  private static final Duration BROKEN_WATCHES = Duration.ofMinutes(5);

  private static final Logger logger = LoggerFactory.getLogger(Controllers.class);

  private final KubernetesClient client;
  private final Operator operator;
  private final List<Rounds> rounds;
  private final OperatorMetrics metrics;
  private final Leadership election;
  private final Runnable leadershipLost;
  private final Forbearance watches;
  private volatile boolean leads;
  private volatile boolean started;
  private volatile boolean ending;

  /**
   * @param leadershipLost ends this process at once, because another one acts from now on
   */
  Controllers(
      KubernetesClient client,
      Settings settings,
      PrometheusRegistry registry,
      Clock clock,
      Runnable leadershipLost) {
    this.client = client;
    this.leadershipLost = leadershipLost;
    this.watches = new Forbearance(BROKEN_WATCHES, clock);
    var known = new KnownObjects();
    var policies = new KnownPolicies();
    metrics =
        new OperatorMetrics(
            registry, census(known, policies, settings.rollouts()).where(() -> leads));
    election = Leadership.of(client, settings.agent().namespace(), settings.instance());
    rounds = rounds(client, settings, known, policies, clock);
    operator = new Operator(this::configure);
    var agents = new AgentSet(client, settings.agent(), PassthroughNodeReconciler.FIELD_MANAGER);
    var pods =
        settings
            .privilegedAccount()
            .map(account -> new PrivilegedPods(client, settings.agent(), account));
    operator.register(
        new PassthroughNodeReconciler(
            agents, new PrivilegedWork(client, pods, clock), known, clock),
        configuration -> configuration.withRetry(endlessly()));
    var pace = new LookPace(() -> policies.all().size(), System::nanoTime);
    operator.register(
        new PassthroughPolicyReconciler(
            client,
            new Rollout(client, settings.rollouts(), self(settings), clock),
            policies,
            pace,
            clock),
        configuration -> configuration.withRetry(endlessly()).withRateLimiter(pace));
  }

  void start() {
    operator.start();
    started = true;
  }

  /** Answers at once, unlike the framework, which makes whoever asks wait for its start. */
  boolean started() {
    return started;
  }

  /** Also true before the start, when no watch can have failed yet. */
  boolean healthy() {
    return !started() || watches.bear(operator.getRuntimeInfo().allEventSourcesAreHealthy());
  }

  /**
   * Stops all work, then lets another replica have the lease at once. Where the start still waits
   * for the API server there is nothing to stop.
   */
  @Override
  public void close() {
    ending = true;
    rounds.forEach(Rounds::close);
    if (!started()) {
      logger.info("Ends before its controllers have started");
      return;
    }
    operator.stop();
    if (leads) {
      election.release();
    }
    client.close();
  }

  private static Census census(KnownObjects known, KnownPolicies policies, boolean rollouts) {
    return new Census(
        known::all,
        policies::all,
        known::agents,
        () -> RolledOut.of(rollouts ? policies.all() : List.of(), known.nodes()));
  }

  private List<Rounds> rounds(
      KubernetesClient client,
      Settings settings,
      KnownObjects known,
      KnownPolicies policies,
      Clock clock) {
    var warnings = new Warnings(client, settings.instance(), clock);
    var rounds = new ArrayList<Rounds>();
    rounds.add(
        round(
            "announcements",
            new Announcer(client, known::all, known::nodes, policies::all, warnings, clock)));
    rounds.add(
        round("boot-taints", new BootTaints(client, known, settings.bootTaint(), warnings, clock)));
    rounds.add(
        round(
            "kubevirt",
            settings
                .kubevirt()
                .<Runnable>map(it -> new KubeVirtPass(client, known::all, it, clock))
                .orElseGet(() -> new KubeVirtUnasked(client, known::all))));
    return List.copyOf(rounds);
  }

  private Rounds round(String name, Runnable work) {
    return new Rounds(name, work, metrics::roundFailed);
  }

  private void lead(boolean now) {
    leads = now;
    metrics.leads(now);
    rounds.forEach(it -> it.lead(now));
  }

  private void loseLead() {
    // The end gives the lease back itself, when nothing is under way any more.
    if (!ending) {
      lead(false);
      logger.error("The lease is lost: another replica acts now, and this process ends at once");
      leadershipLost.run();
    }
  }

  private void configure(ConfigurationServiceOverrider configuration) {
    configuration
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withUseSSAToPatchPrimaryResource(true)
        .withMetrics(metrics)
        .withReconciliationTerminationTimeout(LAST_RECONCILIATION)
        .withLeaderElectionConfiguration(
            LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(Leadership.LEASE)
                .withLeaseNamespace(election.namespace())
                .withIdentity(election.identity())
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(new LeaderCallbacks(() -> lead(true), this::loseLead, _ -> {}))
                .build());
  }

  private static String self(Settings settings) {
    return settings.agent().namespace() + "/" + settings.instance();
  }

  /** Trouble in a cluster passes: retries go on, a minute apart at most. */
  private static GenericRetry endlessly() {
    return new GenericRetry()
        .withoutMaxAttempts()
        .setInitialInterval(1_000)
        .setIntervalMultiplier(2)
        .setMaxInterval(60_000);
  }
}
