package dev.passthrough.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An operator that starts")
class ApiServerWaitTest {

  private static final byte[] VERSION =
      "{\"major\":\"1\",\"minor\":\"36\",\"buildDate\":\"2026-01-05T10:00:00Z\"}"
          .getBytes(StandardCharsets.UTF_8);

  private int pauses;

  @Test
  @DisplayName("waits where nothing listens, until something does")
  void nothingListens() throws Exception {
    int port = freePort();
    try (var client = client(port)) {
      var servers = new HttpServer[1];
      awaiting(
              client,
              () -> {
                if (++pauses == 2) {
                  servers[0] = serve(port, 200);
                }
              })
          .await();
      servers[0].stop(0);
    }
    assertThat(pauses).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429, 500, 503})
  @DisplayName("waits while the API server is not ready, or does not know its roles yet")
  void notReady(int code) throws Exception {
    int port = freePort();
    var notReady = serve(port, code);
    try (var client = client(port)) {
      var servers = new HttpServer[1];
      awaiting(
              client,
              () -> {
                pauses++;
                notReady.stop(0);
                servers[0] = serve(port, 200);
              })
          .await();
      servers[0].stop(0);
    }
    assertThat(pauses).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  @DisplayName("ends where it is refused again and again")
  void notLetIn(int code) throws Exception {
    int port = freePort();
    var server = serve(port, code);
    try (var client = client(port)) {
      assertThatThrownBy(() -> awaiting(client, () -> pauses++).await())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, it -> assertThat(it.getCode()).isEqualTo(code));
    } finally {
      server.stop(0);
    }
    assertThat(pauses).isEqualTo(5);
  }

  private static ApiServerWait awaiting(KubernetesClient client, ApiServerWait.Pause pause) {
    return new ApiServerWait(client::getKubernetesVersion, pause);
  }

  private static HttpServer serve(int port, int code) {
    try {
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext(
          "/version",
          exchange -> {
            exchange.sendResponseHeaders(code, VERSION.length);
            exchange.getResponseBody().write(VERSION);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static KubernetesClient client(int port) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + port)
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
