package dev.passthrough.cluster;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Volume;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A cluster of one node, {@link #NODE}, in a container. Its scripts are in {@code node/}. */
final class Rig implements AutoCloseable {

  static final String NODE = "node-1";

  private static final int API_PORT = 443;
  private static final Duration START = Duration.ofMinutes(3);

  private final GenericContainer<?> container;
  private final String token;
  private final KubernetesClient client;
  private final FixtureHost fixture;

  private Rig(GenericContainer<?> container, String token, FixtureHost fixture) {
    this.container = container;
    this.token = token;
    this.fixture = fixture;
    this.client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl(server())
                    .withOauthToken(token)
                    .withTrustCerts(true)
                    .withDisableHostnameVerification(true)
                    .build())
            .build();
  }

  static Rig start() throws IOException, InterruptedException {
    var paths = LabCache.paths("kubernetes", "etcd", "lab-image", "base-image", "node-image");
    var image = NodeImage.of(paths.get(4));
    Leftovers.remove();
    var fixture = FixtureHost.in(Files.createDirectories(Path.of("target", "fixture")));
    var token = UUID.randomUUID().toString();
    var binds =
        List.of(
            readOnly(paths.get(0), "/opt/kubernetes"),
            readOnly(paths.get(1), "/opt/etcd"),
            readOnly(paths.get(2), "/opt/images/pause.tar"),
            readOnly(paths.get(3), "/opt/images/base.tar"),
            readOnly(distribution("device-plugin"), "/opt/dist/passthrough"),
            readOnly(distribution("operator"), "/opt/dist/operator"),
            readOnly(Path.of("node"), "/opt/rig"),
            Bind.parse(fixture.root().toAbsolutePath() + ":/fixture:rw"));
    var container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withImagePullPolicy(it -> false)
            .withCommand("/opt/rig/start")
            .withExposedPorts(API_PORT)
            .withLabel(Leftovers.LABEL, "" + ProcessHandle.current().pid())
            .withEnv("ADMIN_TOKEN", token)
            .withEnv("BOOT", FixtureHost.FIRST_BOOT)
            .withEnv("VERSION", System.getProperty("project.version"))
            .withEnv("VFIO_GROUPS", String.join(" ", fixture.groups()))
            .withLogConsumer(Rig::print)
            .waitingFor(Wait.forLogMessage("rig: ready\n", 1).withStartupTimeout(START))
            .withCreateContainerCmdModifier(it ->
                it.withHostName(NODE)
                    .withHostConfig(asNode(Objects.requireNonNull(it.getHostConfig()), binds)));
    container.start();
    return new Rig(container, token, fixture);
  }

  KubernetesClient client() {
    return client;
  }

  FixtureHost fixture() {
    return fixture;
  }

  /** For Helm, which wants a file's content. */
  String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: rig
    contexts: [{name: rig, context: {cluster: rig, user: rig}}]
    clusters: [{name: rig, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
    users: [{name: rig, user: {token: "%s"}}]
    """
        .formatted(server(), token);
  }

  String server() {
    return "https://%s:%d".formatted(container.getHost(), container.getMappedPort(API_PORT));
  }

  /**
   * Ends kubelet and starts it again; returns when the new one runs, not when it is ready.
   *
   * @param signal by which it ends, TERM or KILL
   */
  void restartKubelet(String signal) throws IOException, InterruptedException {
    execute("env", "SIGNAL=" + signal, "/opt/rig/kubelet");
  }

  /** To kubelet the node has booted: it begins anew, and sees another boot id. */
  void bootsToKubelet(String id) throws IOException, InterruptedException {
    execute("/bin/sh", "-c", "echo " + id + " > /run/rig/sysctl/kernel.random.boot_id");
    restartKubelet("KILL");
  }

  /** To the agent the node has booted: the same, some moments later. */
  void bootsToAgent(String id) throws IOException, InterruptedException {
    fixture.boots(id);
    killAgent();
  }

  void endApiServer() throws IOException, InterruptedException {
    execute("/opt/rig/api-server", "end");
  }

  void startApiServer() throws IOException, InterruptedException {
    execute("/opt/rig/api-server", "start");
  }

  /** Kills the operator's process in the pod with that name; kubelet starts another. */
  void killOperator(String pod) throws IOException, InterruptedException {
    execute("kill", "-KILL", operatorProcess(pod).orElseThrow());
  }

  /** The operator's process in the pod with that name, while there is one. */
  Optional<String> operatorProcess(String pod) throws IOException, InterruptedException {
    var found =
        execute(
            "/bin/sh",
            "-c",
            "grep -lsxz 'INSTANCE=" + pod + "' /proc/[0-9]*/environ | cut -d/ -f3");
    return found.lines().findFirst();
  }

  /** Kills the agent's process, if there is one; kubelet starts another. */
  void killAgent() throws IOException, InterruptedException {
    execute("/bin/sh", "-c", "pkill -KILL -f '[j]ava.* agent' || test $? = 1");
  }

  /** The sockets of agents; each agent gives its own another name. */
  List<String> agentSockets() throws IOException, InterruptedException {
    var found = execute("find", "/var/lib/kubelet/device-plugins", "-name", "passthrough-*.sock");
    return found.lines().toList();
  }

  /** Who has which device, as kubelet keeps it over its restarts. */
  String kubeletCheckpoint() throws IOException, InterruptedException {
    return execute("cat", "/var/lib/kubelet/device-plugins/kubelet_internal_checkpoint");
  }

  String execute(String... command) throws IOException, InterruptedException {
    var result = container.execInContainer(command);
    if (result.getExitCode() != 0) {
      throw new IOException(
          "%s ended with %d: %s%s"
              .formatted(
                  String.join(" ", command),
                  result.getExitCode(),
                  result.getStdout(),
                  result.getStderr()));
    }
    return result.getStdout();
  }

  @Override
  public void close() {
    client.close();
    try {
      execute("/opt/rig/end");
    } catch (IOException e) {
      System.err.println("The pods' control groups may be left behind: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      container.stop();
    }
  }

  /**
   * What a kubelet needs of its container: all capabilities but one that not every machine can
   * give, no seccomp filter, a volume below {@code /var/lib} because overlays don't stack, and with
   * cgroup v1 the machine's own hierarchy.
   */
  private static HostConfig asNode(HostConfig host, List<Bind> binds) {
    boolean unifiedCgroups = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    var all =
        unifiedCgroups
            ? binds
            : Stream.concat(
                    binds.stream(), Stream.of(Bind.parse("/sys/fs/cgroup:/sys/fs/cgroup:rw")))
                .toList();
    return host.withBinds(all.toArray(Bind[]::new))
        .withCgroupnsMode(unifiedCgroups ? "private" : "host")
        .withCapAdd(Capability.ALL)
        .withCapDrop(Capability.SYS_RESOURCE)
        .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
        .withDevices(List.of(new Device("rwm", "/dev/kmsg", "/dev/kmsg")))
        .withSysctls(Map.of("net.ipv4.ip_forward", "1"))
        .withTmpFs(Map.of("/run", "exec,mode=755"))
        .withMounts(List.of(new Mount().withType(MountType.VOLUME).withTarget("/var/lib")));
  }

  private static Bind readOnly(Path path, String target) {
    return new Bind(
        path.toAbsolutePath().normalize().toString(), new Volume(target), AccessMode.ro);
  }

  private static Path distribution(String module) {
    var folder = Path.of("..", module, "target", "dist");
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(
          folder + " is missing: build the whole project, ./mvnw verify, or add -am to -pl");
    }
    return folder;
  }

  private static void print(OutputFrame frame) {
    System.out.print(frame.getUtf8String());
  }
}
