package dev.passthrough.bench;

import dev.passthrough.bench.process.Processes;
import dev.passthrough.bench.process.Program;
import dev.passthrough.kubelet.testing.KubeletStandIn;
import dev.passthrough.kubelet.testing.PluginClient;
import dev.passthrough.kubelet.testing.PodResourcesStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** {@code passthrough agent} on a synthetic host, with this process as its kubelet. */
final class AgentUnderTest implements AutoCloseable {

  private static final Pattern RESOURCE = Pattern.compile("resourceName: (\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int END_OF_LOG = 40;
  private static final long LOOK = TimeUnit.MICROSECONDS.toNanos(50);

  private final KubeletStandIn kubelet;
  private final PodResourcesStandIn pods;
  private final List<String> resources;
  private final Process process;
  private final Path log;
  private final long began;

  /** Starts kubelet, then an agent whose object is in a file. */
  static AgentUnderTest fromFile(Program program, SyntheticHost host, Path scratch)
      throws IOException {
    var object =
        Files.writeString(Files.createDirectories(scratch).resolve("node.yaml"), host.object());
    return new AgentUnderTest(program, host, scratch, Map.of(), List.of("-f", object.toString()));
  }

  /** Starts kubelet, then an agent whose object is in an API server, with its metrics page. */
  static AgentUnderTest inCluster(
      Program program, SyntheticHost host, Path scratch, Path kubeconfig) throws IOException {
    return new AgentUnderTest(
        program,
        host,
        scratch,
        Map.of("KUBECONFIG", kubeconfig.toString(), "KUBERNETES_SERVICE_HOST", "as in a pod"),
        List.of("--node", SyntheticHost.NAME, "--metrics-port", "0"));
  }

  private AgentUnderTest(
      Program program,
      SyntheticHost host,
      Path scratch,
      Map<String, String> environment,
      List<String> object)
      throws IOException {
    resources = RESOURCE.matcher(host.object()).results().map(it -> it.group(1)).toList();
    kubelet = new KubeletStandIn(scratch.resolve("kubelet"));
    kubelet.start();
    pods = new PodResourcesStandIn(scratch.resolve("kubelet"));
    log = scratch.resolve("agent.log");
    began = System.nanoTime();
    var arguments = new ArrayList<>(List.of("agent"));
    arguments.addAll(object);
    arguments.addAll(List.of("--root", host.root().toString()));
    arguments.addAll(List.of("--kubelet-dir", scratch.resolve("kubelet").toString()));
    process = program.start(log, environment, arguments);
  }

  KubeletStandIn kubelet() {
    return kubelet;
  }

  List<String> resources() {
    return resources;
  }

  PluginClient plugin(String resource) {
    return kubelet.plugin(resource).orElseThrow();
  }

  /** Nanoseconds from before its start to the first list, and to the last resource's. */
  record Start(long first, long all) {}

  Start awaitLists() {
    await(
        "every list", () -> resources.stream().noneMatch(it -> kubelet.allocatable(it).isEmpty()));
    var arrivals = resources.stream().mapToLong(it -> plugin(it).lastArrival() - began).toArray();
    var times = new Times(arrivals);
    return new Start(times.percentile(0).toNanos(), times.worst().toNanos());
  }

  /** Looks every 50 µs. */
  void await(String what, BooleanSupplier reached) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(
            "%s: not reached%s; the end of its log:%n%s"
                .formatted(what, process.isAlive() ? "" : ", the agent has ended", endOfLog()));
      }
      LockSupport.parkNanos(LOOK);
    }
  }

  private String endOfLog() {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - END_OF_LOG), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Resident memory in MiB. */
  long residentMiB() throws IOException {
    return Processes.residentMiB(process);
  }

  /** User and system time so far, in milliseconds. */
  long cpuMillis() throws IOException {
    return Processes.cpuMillis(process);
  }

  @Override
  public void close() {
    Processes.end(process);
    pods.close();
    kubelet.close();
  }
}
