package dev.passthrough.kubelet.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An API server with one object, over TLS with a certificate of its own making. It knows no
 * WebSockets, as a proxy between may not.
 */
public final class ApiServerStandIn implements AutoCloseable {

  /**
   * A client asks by plain HTTP then; after any other code it would ask for one again and again.
   */
  private static final String NO_WEB_SOCKETS =
      "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"code\": 200}";

  private static final char[] PASSWORD = "training".toCharArray();

  private final HttpsServer server;
  private final String authority;
  private final List<OutputStream> watches = new ArrayList<>();
  private PassthroughNode object;
  private int version = 1;
  private boolean removed;

  /**
   * @param scratch an empty folder
   */
  public ApiServerStandIn(Path scratch, PassthroughNode object)
      throws IOException, GeneralSecurityException, InterruptedException {
    this.object = object;
    object.getMetadata().setUid("11111111-2222-3333-4444-555555555555");
    object.getMetadata().setGeneration(1L);
    object.getMetadata().setResourceVersion("1");
    var keys = keys(scratch.resolve("keys"));
    authority = Base64.getEncoder().encodeToString(pem(keys).getBytes(StandardCharsets.US_ASCII));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
    server.createContext("/", this::answer);
    server.start();
  }

  /** How to reach it, as a kubeconfig. */
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: training
    contexts: [{name: training, context: {cluster: training, user: training}}]
    clusters: [{name: training, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
    users: [{name: training, user: {token: training}}]
    """
        .formatted(server.getAddress().getPort(), authority);
  }

  /** What the agent has said last. */
  public synchronized Optional<PassthroughNodeStatus> status() {
    return Optional.ofNullable(object.getStatus());
  }

  /** As somebody deletes it who waits for its finalizers. */
  synchronized void delete() {
    object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    object.getMetadata().setGeneration(2L);
    tell("MODIFIED");
  }

  /** As somebody writes over it who may. */
  public synchronized void overwrite(PassthroughNodeStatus status) {
    object.setStatus(status);
    tell("MODIFIED");
  }

  /** As its last finalizer is gone. */
  synchronized void remove() {
    removed = true;
    tell("DELETED");
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    var query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    if (exchange.getRequestHeaders().containsKey("Upgrade")) {
      send(exchange, 200, NO_WEB_SOCKETS);
    } else if (query.contains("watch=true")) {
      exchange.sendResponseHeaders(200, 0);
      watches.add(exchange.getResponseBody());
      if (!query.contains("resourceVersion=%d&".formatted(version))) {
        var _ =
            heard(exchange.getResponseBody(), event("MODIFIED")); // what happened since its list
      }
    } else if (exchange.getRequestMethod().equals("PATCH")) {
      var patch = Serialization.unmarshal(exchange.getRequestBody(), PassthroughNode.class);
      object.setStatus(patch.getStatus());
      tell("MODIFIED");
      send(exchange, 200, Serialization.asJson(object));
    } else if (exchange.getRequestMethod().equals("POST")) {
      var created = exchange.getRequestBody().readAllBytes();
      send(exchange, 201, new String(created, StandardCharsets.UTF_8));
    } else {
      send(
          exchange,
          200,
          """
          {"apiVersion": "passthrough.dev/v1alpha1", "kind": "PassthroughNodeList",
           "metadata": {"resourceVersion": "%d"}, "items": [%s]}\
          """
              .formatted(version, removed ? "" : Serialization.asJson(object)));
    }
  }

  private void tell(String type) {
    object.getMetadata().setResourceVersion(String.valueOf(++version));
    watches.removeIf(watch -> !heard(watch, event(type)));
  }

  private String event(String type) {
    return "{\"type\": \"%s\", \"object\": %s}\n"
        .formatted(type, Serialization.asJson(object).replace("\n", ""));
  }

  private static boolean heard(OutputStream watch, String event) {
    try {
      watch.write(event.getBytes(StandardCharsets.UTF_8));
      watch.flush();
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private static void send(HttpExchange exchange, int code, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static KeyStore keys(Path file)
      throws IOException, GeneralSecurityException, InterruptedException {
    var keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
    var password = new String(PASSWORD);
    var made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "api",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=training",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    password))
            .redirectErrorStream(true)
            .start();
    var words = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (made.waitFor() != 0) {
      throw new IOException("keytool made no certificate: " + words);
    }
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static String pem(KeyStore keys) throws GeneralSecurityException {
    var lines = Base64.getMimeEncoder().encodeToString(keys.getCertificate("api").getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
  }

  private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
