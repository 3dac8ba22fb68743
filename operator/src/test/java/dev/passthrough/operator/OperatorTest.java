package dev.passthrough.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The operator's process")
class OperatorTest {

  private static final String FORBIDDEN =
      """
      {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,"message":"no"}
      """;

  @TempDir Path folder;

  @Test
  @DisplayName("ends when its controllers cannot be started, so that Kubernetes starts it again")
  void endsAfterFailedStart() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = FORBIDDEN.getBytes(StandardCharsets.UTF_8);
          try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    var output = folder.resolve("output");
    var process = start("http://127.0.0.1:" + server.getAddress().getPort(), output);
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES))
          .as("it ends; it said:\n%s", Files.readString(output))
          .isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(output).content().contains("could not be started");
    } finally {
      process.destroyForcibly();
      server.stop(0);
    }
  }

  @Test
  @DisplayName(
      "ends when it is asked to while the API server does not answer, and waits for nothing")
  void endsWithoutServer() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var output = folder.resolve("output");
      var process = start("http://127.0.0.1:" + silent.getLocalPort(), output);
      try (var _ = silent.accept()) {
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES))
            .as("it ends; it said:\n%s", Files.readString(output))
            .isTrue();
        assertThat(output).content().contains("Ends before its controllers have started");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Process start(String apiServer, Path output) throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Operator.class.getName());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "NAMESPACE", "passthrough",
                "AGENT_IMAGE", "none",
                "HEALTH_PORT", "0",
                "KUBERNETES_MASTER", apiServer));
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }
}
