package dev.passthrough.operator;

import dev.passthrough.operator.agent.AgentSet;
import dev.passthrough.operator.announce.Announcer;
import dev.passthrough.operator.announce.Warnings;
import dev.passthrough.operator.boot.BootTaints;
import dev.passthrough.operator.kubevirt.KubeVirtPass;
import dev.passthrough.operator.metrics.OperatorMetrics;
import dev.passthrough.operator.node.KnownObjects;
import dev.passthrough.operator.node.PassthroughNodeReconciler;
import dev.passthrough.operator.policy.PassthroughPolicyReconciler;
import dev.passthrough.operator.privileged.PrivilegedPods;
import dev.passthrough.operator.privileged.PrivilegedWork;
import dev.passthrough.operator.rollout.Rollout;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The controllers, wired to one API server. */
final class Controllers implements AutoCloseable {

  /** A reconciliation that is under way at the end gets this long to finish. */
  private static final Duration LAST_RECONCILIATION = Duration.ofSeconds(10);

  /** A policy looks at all nodes at once; what changes meanwhile is looked at together. */
  private static final Duration BETWEEN_LOOKS_AT_ALL_NODES = Duration.ofSeconds(1);

  private final Operator operator;
  private final List<Rounds> rounds;
  private final OperatorMetrics metrics;
  private final boolean election;
  private volatile boolean leads;

  Controllers(
      KubernetesClient client, Settings settings, PrometheusRegistry registry, Clock clock) {
    var known = new KnownObjects();
    metrics = new OperatorMetrics(registry, () -> leads ? known.all() : List.of());
    election = settings.leaderElection();
    rounds = rounds(client, settings, known, clock);
    operator = new Operator(configuration -> configure(configuration, client, settings));
    var agents = new AgentSet(client, settings.agent(), PassthroughNodeReconciler.FIELD_MANAGER);
    var pods =
        settings
            .privilegedAccount()
            .map(account -> new PrivilegedPods(client, settings.agent(), account));
    operator.register(
        new PassthroughNodeReconciler(
            agents, new PrivilegedWork(client, pods, clock), known, clock),
        configuration -> configuration.withRetry(endlessly()));
    operator.register(
        new PassthroughPolicyReconciler(
            client,
            settings.rollouts() ? Optional.of(new Rollout(client, clock)) : Optional.empty(),
            clock),
        configuration ->
            configuration
                .withRetry(endlessly())
                .withRateLimiter(new LinearRateLimiter(BETWEEN_LOOKS_AT_ALL_NODES, 1)));
  }

  void start() {
    operator.start();
    if (!election) {
      lead(true);
    }
  }

  boolean started() {
    return operator.getRuntimeInfo().isStarted();
  }

  /** Also true before the start, when no watch can have failed yet. */
  boolean healthy() {
    return !started() || operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void close() {
    rounds.forEach(Rounds::close);
    operator.stop();
  }

  private List<Rounds> rounds(
      KubernetesClient client, Settings settings, KnownObjects known, Clock clock) {
    var warnings = new Warnings(client, settings.instance(), clock);
    var rounds = new ArrayList<Rounds>();
    rounds.add(round("announcements", new Announcer(client, known, warnings, clock)));
    rounds.add(
        round("boot-taints", new BootTaints(client, known, settings.bootTaint(), warnings, clock)));
    settings
        .kubevirt()
        .ifPresent(
            it -> rounds.add(round("kubevirt", new KubeVirtPass(client, known::all, it, clock))));
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

  private void configure(
      ConfigurationServiceOverrider configuration, KubernetesClient client, Settings settings) {
    configuration
        .withKubernetesClient(client)
        .withCloseClientOnStop(true)
        .withUseSSAToPatchPrimaryResource(true)
        .withMetrics(metrics)
        .withReconciliationTerminationTimeout(LAST_RECONCILIATION);
    if (settings.leaderElection()) {
      configuration.withLeaderElectionConfiguration(
          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("passthrough-operator")
              .withLeaseNamespace(settings.agent().namespace())
              .withLeaderCallbacks(
                  new LeaderCallbacks(() -> lead(true), () -> lead(false), _ -> {}))
              .build());
    }
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
