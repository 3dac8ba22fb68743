package dev.passthrough.bench.process;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** etcd and kube-apiserver as processes on 127.0.0.1, without anybody who would act in them. */
public final class ControlPlane implements AutoCloseable {

  /** The account of what is measured; its writes are counted. */
  private static final String MEASURED = "measured";

  private static final String BENCH = "bench";
  private static final String VERSION = PassthroughNode.GROUP + "/" + PassthroughNode.VERSION;
  private static final int KEY_BITS = 2048;
  private static final String AUDIT =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - {level: None, resources: [{group: coordination.k8s.io, resources: [leases]}]}
      - {level: Metadata, users: [%s], verbs: [create, update, patch, delete, deletecollection]}
      - {level: None}
      """
          .formatted(MEASURED);

  private final Path folder;
  private final int port = freePort();
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param etcd the folder with its program
   * @param kubernetes the folder with kube-apiserver
   */
  public ControlPlane(Path etcd, Path kubernetes, Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    var clients = "http://127.0.0.1:" + freePort();
    var peers = "http://127.0.0.1:" + freePort();
    start(
        List.of(
            etcd.resolve("etcd").toString(),
            "--data-dir=" + folder.resolve("etcd"),
            "--unsafe-no-fsync",
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=default=" + peers),
        "etcd");
    Files.writeString(folder.resolve("audit.yaml"), AUDIT);
    Files.writeString(
        folder.resolve("tokens.csv"),
        "%1$s,%1$s,%1$s,system:masters\n%2$s,%2$s,%2$s,system:masters\n"
            .formatted(BENCH, MEASURED));
    start(
        List.of(
            kubernetes.resolve("kube-apiserver").toString(),
            "--etcd-servers=" + clients,
            "--bind-address=127.0.0.1",
            "--secure-port=" + port,
            "--cert-dir=" + folder.resolve("certificates"),
            "--service-cluster-ip-range=10.96.0.0/16",
            "--token-auth-file=" + folder.resolve("tokens.csv"),
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + key(),
            "--service-account-signing-key-file=" + key(),
            "--audit-policy-file=" + folder.resolve("audit.yaml"),
            "--audit-log-path=" + audit()),
        "kube-apiserver");
    try (var client = client()) {
      Waiting.until("the API server", () -> answers(client));
    }
  }

  /** Lines of JSON, one for each write of what is measured, but for those that keep a lease. */
  public Path audit() {
    return folder.resolve("audit.log");
  }

  /** The way in of who measures. */
  public KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(server())
                .withOauthToken(BENCH)
                .withTrustCerts(true)
                .build())
        .build();
  }

  /** The way in of what is measured. */
  public Path kubeconfig() throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: bench
        contexts: [{name: bench, context: {cluster: bench, user: measured}}]
        clusters: [{name: bench, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
        users: [{name: measured, user: {token: "%s"}}]
        """
            .formatted(server(), MEASURED));
  }

  /**
   * Makes the project's kinds known; returns when they are.
   *
   * @param crds the folder with the definitions, as the chart installs them
   */
  public void define(Path crds) throws IOException {
    try (var client = client();
        var files = Files.newDirectoryStream(crds, "passthrough.dev_*.yaml")) {
      for (var file : files) {
        try (var definition = Files.newInputStream(file)) {
          client.apiextensions().v1().customResourceDefinitions().load(definition).create();
        }
      }
      Waiting.until("the definitions", () -> client.getApiResources(VERSION) != null);
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(Processes::end);
  }

  private String server() {
    return "https://127.0.0.1:" + port;
  }

  private void start(List<String> command, String name) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  private static boolean answers(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private Path key() throws IOException {
    var file = folder.resolve("service-accounts.key");
    if (Files.notExists(file)) {
      try {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        var encoded = generator.generateKeyPair().getPrivate().getEncoded();
        Files.writeString(
            file,
            "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(encoded)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return file;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
