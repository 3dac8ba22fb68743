package dev.passthrough.cli;

import dev.passthrough.kubelet.Door;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      defaultValue = AgentArguments.ROOT,
      description = "The folder that stands for the host's / (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of(AgentArguments.ROOT);

  @Option(
      names = "--kubelet-dir",
      paramLabel = "DIR",
      defaultValue = AgentArguments.KUBELET,
      description = "Kubelet's own folder (default: ${DEFAULT-VALUE}).")
  private Path kubeletFolder = Path.of(AgentArguments.KUBELET);

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
    new AgentRun(arguments()).run();
    return 0;
  }

  AgentArguments arguments() {
    return new AgentArguments(
        Optional.ofNullable(source.node),
        Optional.ofNullable(source.file),
        root,
        kubeletFolder,
        door,
        metricsPort == null ? OptionalInt.empty() : OptionalInt.of(metricsPort));
  }
}
