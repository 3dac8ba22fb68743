package dev.passthrough.operator.kubevirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.passthrough.operator.testing.Answering;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An API server with one KubeVirt, of a version that drops {@code
 * mediatedDevicesConfiguration.enabled} as not known: what is written without an effect leaves its
 * version as it is. It takes statuses of PassthroughNodes.
 */
final class KubeVirtStandIn implements AutoCloseable {

  private static final String KUBEVIRT = "/apis/kubevirt.io/v1/namespaces/kubevirt/kubevirts/it";

  /** Method and path, as they came. */
  private final List<String> asked = new ArrayList<>();

  /** Bodies of what was said in statuses. */
  private final List<String> said = new ArrayList<>();

  private final Answering server;
  private int version = 1;
  private ObjectNode object =
      Serialization.unmarshal(
          """
          apiVersion: kubevirt.io/v1
          kind: KubeVirt
          metadata: {name: it, namespace: kubevirt, resourceVersion: "1"}
          spec: {configuration: {mediatedDevicesConfiguration: {}}}
          """,
          ObjectNode.class);

  KubeVirtStandIn() throws IOException {
    server = new Answering(this::answer);
  }

  KubernetesClient client() {
    return server.client();
  }

  synchronized long writes() {
    return asked.stream().filter(("PATCH " + KUBEVIRT)::equals).count();
  }

  synchronized List<String> said() {
    return List.copyOf(said);
  }

  synchronized int requests() {
    return asked.size();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(exchange.getRequestMethod() + " " + path);
    switch (path) {
      case "/apis/kubevirt.io" ->
          send(
              exchange,
              200,
              "{\"kind\":\"APIGroup\",\"name\":\"kubevirt.io\",\"versions\":[{\"version\":\"v1\"}]}");
      case "/apis/kubevirt.io/v1/kubevirts" ->
          send(exchange, 200, "{\"items\":[%s]}".formatted(object));
      case KUBEVIRT -> {
        patch(Serialization.unmarshal(body, ObjectNode.class));
        send(exchange, 200, object.toString());
      }
      default -> {
        if (path.endsWith("/status")) {
          said.add(body);
          send(exchange, 200, body);
        } else {
          send(exchange, 404, "{}");
        }
      }
    }
  }

  private void patch(ObjectNode patch) {
    var next = object.deepCopy();
    merge(next, patch);
    if (next.at("/spec/configuration/mediatedDevicesConfiguration") instanceof ObjectNode known) {
      known.remove("enabled");
    }
    if (!next.equals(object)) {
      ((ObjectNode) next.get("metadata")).put("resourceVersion", Integer.toString(++version));
      object = next;
    }
  }

  /** RFC 7386. */
  private static void merge(ObjectNode target, ObjectNode patch) {
    for (var field : patch.properties()) {
      JsonNode value = field.getValue();
      if (value.isNull()) {
        target.remove(field.getKey());
      } else if (value instanceof ObjectNode deeper) {
        merge(target.withObjectProperty(field.getKey()), deeper);
      } else {
        target.set(field.getKey(), value);
      }
    }
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.close();
  }
}
