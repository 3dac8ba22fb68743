package dev.passthrough.operator.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HealthServerTest {

  @Test
  @DisplayName("answers 200 while the answer is yes and 503 while it is no, each for itself")
  void answers() throws Exception {
    var live = new AtomicBoolean(true);
    var ready = new AtomicBoolean(false);
    try (var server = HealthServer.start(0, live::get, ready::get, new PrometheusRegistry());
        var client = HttpClient.newHttpClient()) {
      assertThat(status(client, server, "live")).isEqualTo(200);
      assertThat(status(client, server, "ready")).isEqualTo(503);
      ready.set(true);
      live.set(false);
      assertThat(status(client, server, "live")).isEqualTo(503);
      assertThat(status(client, server, "ready")).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("answers while a request that was begun before does not come to its end")
  @Timeout(60)
  void halfSent() throws Exception {
    try (var server = HealthServer.start(0, () -> true, () -> true, new PrometheusRegistry());
        var slow = new Socket(InetAddress.getLoopbackAddress(), server.port());
        var client = HttpClient.newHttpClient()) {
      slow.getOutputStream().write('G');
      assertThat(status(client, server, "live")).isEqualTo(200);
    }
  }

  private static int status(HttpClient client, HealthServer server, String question)
      throws Exception {
    var uri = URI.create("http://localhost:%d/healthz/%s".formatted(server.port(), question));
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }
}
