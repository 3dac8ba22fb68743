package dev.passthrough.operator.announce;

import static dev.passthrough.operator.announce.Objects.condition;
import static dev.passthrough.operator.announce.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.testing.Answering;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the API server refuses of one object")
class AnnouncerTest {

  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";

  private static final Clock THEN = Clock.fixed(Instant.parse(Objects.SINCE), ZoneOffset.UTC);

  /** Path and body of what was taken. */
  private final List<String> taken = new ArrayList<>();

  private volatile Predicate<String> refused = _ -> false;
  private Answering server;
  private Announcer announcer;

  @BeforeEach
  void serve() throws IOException {
    server = new Answering(this::answer);
    var client = server.client();
    announcer =
        new Announcer(
            client,
            () -> Stream.of("a", "b").map(AnnouncerTest::unwell).toList(),
            () -> Stream.of("a", "b").map(AnnouncerTest::node).toList(),
            List::of,
            new Warnings(client, "operator-1", THEN),
            THEN);
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  @DisplayName("keeps neither labels nor events of the others from being written")
  void label() {
    refused = it -> it.startsWith("/api/v1/nodes/a ");
    assertThatThrownBy(announcer::run).isInstanceOf(KubernetesClientException.class);
    assertThat(first("/api/v1/nodes/b ")).isPresent();
    assertThat(events("a")).isPositive();
    assertThat(events("b")).isPositive();
  }

  @Test
  @DisplayName("is told in the next round, and what was told is not told again")
  void event() {
    refused = it -> it.startsWith(EVENTS) && it.contains("\"name\":\"a\"");
    assertThatThrownBy(announcer::run).isInstanceOf(KubernetesClientException.class);
    long told = events("b");
    assertThat(told).isPositive();
    assertThat(events("a")).isZero();
    refused = _ -> false;
    announcer.run();
    assertThat(events("a")).isEqualTo(told);
    assertThat(events("b")).isEqualTo(told);
  }

  private Optional<String> first(String beginning) {
    return taken.stream().filter(it -> it.startsWith(beginning)).findFirst();
  }

  private long events(String name) {
    return taken.stream()
        .filter(it -> it.startsWith(EVENTS) && it.contains("\"name\":\"%s\"".formatted(name)))
        .count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var asked =
        exchange.getRequestURI().getPath()
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean no = refused.test(asked);
    if (!no) {
      taken.add(asked);
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(no ? 403 : 201, 2);
    exchange.getResponseBody().write(new byte[] {'{', '}'});
    exchange.close();
  }

  private static PassthroughNode unwell(String name) {
    return object(name, condition("Permitted", "False", "RivalProvider"));
  }

  private static Node node(String name) {
    return new NodeBuilder().withNewMetadata().withName(name).endMetadata().build();
  }
}
