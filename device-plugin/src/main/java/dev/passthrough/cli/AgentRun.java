package dev.passthrough.cli;

import dev.passthrough.agent.AgentProcess;
import dev.passthrough.agent.ClusterNodeObject;
import dev.passthrough.agent.FileNodeObject;
import dev.passthrough.agent.NodeObject;
import dev.passthrough.agent.Observers;
import dev.passthrough.host.HostRoot;
import dev.passthrough.kubelet.Rehearsal;
import dev.passthrough.metrics.AgentMetrics;
import dev.passthrough.metrics.MetricsPage;
import dev.passthrough.metrics.Pulse;
import dev.passthrough.metrics.Readiness;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** An agent from its arguments to its end. */
final class AgentRun {

  private static final Logger logger = LoggerFactory.getLogger(AgentRun.class);

  /** Set by the operator that keeps KubeVirt's list of permitted host devices in step. */
  private static final String KUBEVIRT = "KUBEVIRT";

  /** Set by the operator: which pod this is, {@code namespace/name}. */
  private static final String POD = "POD";

  /** Over in a second, where the client's own ten take twenty. */
  private static final int REQUEST_RETRIES = 3;

  private final AgentArguments arguments;

  AgentRun(AgentArguments arguments) {
    this.arguments = arguments;
  }

  /** Runs until the process is asked to end. */
  void run() throws IOException, InterruptedException {
    // gRPC logs to the JDK's own logging, which would write to standard error in a form of its own.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    switch (arguments.door()) {
      case KubeletSocket ->
          Thread.ofPlatform()
              .name("rehearsal")
              .daemon()
              .start(() -> Rehearsal.play(arguments.root(), arguments.kubeletFolder()));
      case PluginWatcher -> {} // kubelet would find its socket
    }
    if (arguments.metricsPort().isEmpty()) {
      run(Observers.none());
      return;
    }
    var registry = new PrometheusRegistry();
    var metrics = new AgentMetrics(registry);
    var pulse = new Pulse(System::nanoTime);
    var readiness = new Readiness();
    int port = arguments.metricsPort().getAsInt();
    // Beside the start: kubelet's first list does not wait for it.
    Thread.ofPlatform()
        .name("metrics")
        .daemon()
        .start(() -> show(port, registry, pulse, readiness));
    run(new Observers(metrics, List.of(metrics, pulse, readiness)));
  }

  private static void show(
      int port, PrometheusRegistry registry, Pulse pulse, Readiness readiness) {
    try {
      MetricsPage.start(port, registry, pulse::beats, readiness::isReady);
    } catch (IOException taken) {
      logger.error(
          "There are no metrics and no health: port {} cannot be served ({}). Give --metrics-port another",
          port,
          taken.getMessage());
    }
  }

  private void run(Observers observers) throws IOException, InterruptedException {
    new AgentProcess(
            HostRoot.at(arguments.root()),
            arguments.kubeletFolder(),
            Optional.ofNullable(System.getenv(POD)),
            arguments.door(),
            object(),
            observers)
        .run();
  }

  private Supplier<NodeObject> object() {
    if (arguments.file().isPresent()) {
      var object = FileNodeObject.read(arguments.file().get());
      return () -> object;
    }
    var name = arguments.node().orElseThrow();
    boolean permits = Boolean.parseBoolean(System.getenv(KUBEVIRT));
    return () -> ClusterNodeObject.watch(client(), name, permits);
  }

  /** The loop waits for its answers, with a host to look after: it asks again by itself. */
  private static KubernetesClient client() {
    var config =
        new ConfigBuilder(Config.autoConfigure(null))
            .withRequestRetryBackoffLimit(REQUEST_RETRIES)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
