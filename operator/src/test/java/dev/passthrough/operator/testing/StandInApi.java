package dev.passthrough.operator.testing;

import com.sun.net.httpserver.HttpExchange;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * An API server that gives the answers that it was told to, in their order, and keeps what it was
 * asked. Refuses what it was told nothing of, as the real one where something is broken.
 */
public final class StandInApi implements AutoCloseable {

  private record Answer(int code, Object body) {}

  private final Answering server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

  public StandInApi() {
    try {
      server = new Answering(this::answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that asks once; closed with this. */
  public KubernetesClient client() {
    return server.client();
  }

  public StandInApi takes(PassthroughNode object) {
    answers.add(new Answer(200, object));
    return this;
  }

  /** Answers with what was asked for, whatever it is. */
  public StandInApi answers(Object body) {
    answers.add(new Answer(200, body));
    return this;
  }

  /**
   * Answers with a conflict.
   *
   * @param causes none for a version or a uid that is not the object's any more
   */
  public StandInApi conflicts(StatusCause... causes) {
    return refuses(409, "the object has been modified", causes);
  }

  public StandInApi refuses(int code, String words, StatusCause... causes) {
    Status status =
        new StatusBuilder()
            .withStatus("Failure")
            .withCode(code)
            .withMessage(words)
            .withNewDetails()
            .withCauses(Arrays.asList(causes))
            .endDetails()
            .build();
    answers.add(new Answer(code, status));
    return this;
  }

  /** What was sent with each request. */
  public List<String> bodies() {
    return List.copyOf(bodies);
  }

  private void answer(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    var answer =
        Optional.ofNullable(answers.poll()).orElseGet(() -> new Answer(500, "nothing to say"));
    var body = Serialization.asJson(answer.body()).getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.code(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
