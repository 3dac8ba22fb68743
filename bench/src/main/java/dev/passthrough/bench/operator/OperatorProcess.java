package dev.passthrough.bench.operator;

import dev.passthrough.bench.process.Processes;
import dev.passthrough.bench.process.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The operator as it is shipped, with the environment that the chart gives it. */
final class OperatorProcess implements AutoCloseable {

  private final int port;
  private final Process process;
  private final Duration start;

  /** Starts it; returns when it says that it is ready, which is after it has listed everything. */
  OperatorProcess(Path program, Path kubeconfig, Path log) throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var builder =
        new ProcessBuilder(program.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBECONFIG", kubeconfig.toString(),
                "NAMESPACE", PlayedCluster.NAMESPACE,
                "HEALTH_PORT", Integer.toString(port),
                "INSTANCE", "bench",
                "PRIVILEGED_SERVICE_ACCOUNT", "passthrough-privileged",
                "ROLLOUTS", "true",
                "KUBEVIRT", "true",
                "AGENT_IMAGE", "passthrough/agent:bench"));
    process = builder.start();
    start = Waiting.until("the operator to be ready", this::isReady);
  }

  /** From its start until it was ready. */
  Duration start() {
    return start;
  }

  long residentMiB() throws IOException {
    return Processes.residentMiB(process);
  }

  long peakMiB() throws IOException {
    return Processes.peakMiB(process);
  }

  long cpuMillis() throws IOException {
    return Processes.cpuMillis(process);
  }

  /**
   * @throws IllegalStateException if it has ended
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("The operator has ended with " + process.exitValue());
    }
  }

  private boolean isReady() {
    requireAlive();
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/healthz/ready".formatted(port)))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    Processes.end(process);
  }
}
