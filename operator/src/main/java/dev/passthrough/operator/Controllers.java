package dev.passthrough.operator;

import dev.passthrough.operator.agent.AgentSet;
import dev.passthrough.operator.kubevirt.KubeVirtPass;
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
import java.time.Clock;
import java.time.Duration;
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
  private final boolean election;

  Controllers(KubernetesClient client, Settings settings, Clock clock) {
    var known = new KnownObjects();
    election = settings.leaderElection();
    rounds =
        settings
            .kubevirt()
            .map(it -> new Rounds("kubevirt", new KubeVirtPass(client, known::all, it, clock)))
            .stream()
            .toList();
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
      rounds.forEach(Rounds::begin);
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

  private void configure(
      ConfigurationServiceOverrider configuration, KubernetesClient client, Settings settings) {
    configuration
        .withKubernetesClient(client)
        .withCloseClientOnStop(true)
        .withUseSSAToPatchPrimaryResource(true)
        .withReconciliationTerminationTimeout(LAST_RECONCILIATION);
    if (settings.leaderElection()) {
      configuration.withLeaderElectionConfiguration(
          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("passthrough-operator")
              .withLeaseNamespace(settings.agent().namespace())
              .withLeaderCallbacks(
                  new LeaderCallbacks(
                      () -> rounds.forEach(Rounds::begin),
                      () -> rounds.forEach(Rounds::pause),
                      _ -> {}))
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
