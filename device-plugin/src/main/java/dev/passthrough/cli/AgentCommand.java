package dev.passthrough.cli;

import dev.passthrough.agent.AgentProcess;
import dev.passthrough.agent.ClusterNodeObject;
import dev.passthrough.agent.FileNodeObject;
import dev.passthrough.agent.NodeObject;
import dev.passthrough.agent.Observers;
import dev.passthrough.host.HostRoot;
import dev.passthrough.kubelet.Door;
import dev.passthrough.metrics.AgentMetrics;
import dev.passthrough.metrics.MetricsPage;
import dev.passthrough.metrics.Pulse;
import dev.passthrough.metrics.Readiness;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code passthrough agent}. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description =
        "Keeps this node as its PassthroughNode asks, and offers the devices to kubelet. Runs until it is told to end.")
final class AgentCommand implements Callable<Integer> {

  private static final Logger logger = LoggerFactory.getLogger(AgentCommand.class);

  /** Where the wanted state is. */
  static final class Source {
    @Option(
        names = "--node",
        paramLabel = "NAME",
        description = "Take the PassthroughNode NAME from the API server of this pod's cluster.")
    @Nullable String node;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "Take the PassthroughNode in FILE; no API server is needed.")
    @Nullable Path file;
  }

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "The folder that stands for the host's / (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of("/");

  @Option(
      names = "--kubelet-dir",
      paramLabel = "DIR",
      defaultValue = "/var/lib/kubelet",
      description = "Kubelet's own folder (default: ${DEFAULT-VALUE}).")
  private Path kubeletFolder = Path.of("/var/lib/kubelet");

  @Option(
      names = "--registration",
      paramLabel = "DOOR",
      defaultValue = "KubeletSocket",
      description = {
        "How kubelet gets to know of the devices, ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}):",
        "called at its socket in device-plugins, or left to find ours in plugins_registry, a second later."
      })
  private Door door = Door.KubeletSocket;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serve /metrics, /healthz/live and /healthz/ready there (default: not at all).")
  @Nullable Integer metricsPort;

  @Override
  public Integer call() throws Exception {
    if (metricsPort == null) {
      run(Observers.none());
      return 0;
    }
    var registry = new PrometheusRegistry();
    var metrics = new AgentMetrics(registry);
    var pulse = new Pulse(Clock.systemUTC());
    var readiness = new Readiness();
    int port = metricsPort;
    // Beside the start: kubelet's first list does not wait for it.
    Thread.ofPlatform()
        .name("metrics")
        .daemon()
        .start(() -> show(port, registry, pulse, readiness));
    run(new Observers(metrics, List.of(metrics, pulse, readiness)));
    return 0;
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
    new AgentProcess(HostRoot.at(root), kubeletFolder, door, object(), observers).run();
  }

  private Supplier<NodeObject> object() {
    if (source.file != null) {
      var object = FileNodeObject.read(source.file);
      return () -> object;
    }
    String name = java.util.Objects.requireNonNull(source.node);
    return () -> ClusterNodeObject.watch(new KubernetesClientBuilder().build(), name);
  }
}
