package dev.passthrough.operator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AgentDaemonSetTest {

  private static final OwnerReference OWNER =
      new OwnerReferenceBuilder().withKind("ServiceAccount").withName("account").build();

  @Test
  @DisplayName("the agent holds no capability, cannot gain one, and shares no host namespace")
  void unprivileged() {
    var pod = pod("/", "/var/lib/kubelet");
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    var context = agent(pod).getSecurityContext();
    assertThat(context.getPrivileged()).isFalse();
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(context.getCapabilities().getAdd()).isEmpty();
    assertThat(context.getSeLinuxOptions().getType()).isEqualTo("spc_t");
  }

  @Test
  @DisplayName(
      "of the host's folders only sysfs, its own state and kubelet's plugins can be written")
  void folders() {
    var pod = pod("/", "/var/lib/kubelet");
    var mounts =
        agent(pod).getVolumeMounts().stream()
            .collect(Collectors.toMap(VolumeMount::getName, Function.identity()));
    var host =
        pod.getVolumes().stream()
            .filter(it -> it.getHostPath() != null)
            .map(it -> described(it, mounts));
    assertThat(host)
        .containsExactlyInAnyOrder(
            "/sys at /host/sys rw",
            "/proc at /host/proc ro",
            "/dev/vfio at /host/dev/vfio ro",
            "/lib/modules at /host/lib/modules ro",
            "/var/lib/passthrough at /host/var/lib/passthrough rw",
            "/var/lib/kubelet/device-plugins at /var/lib/kubelet/device-plugins rw",
            "/var/lib/kubelet/pod-resources at /var/lib/kubelet/pod-resources ro");
  }

  @Test
  @DisplayName(
      "where kubelet finds the sockets by itself, only the folder in which it looks is seen")
  void pluginWatcher() {
    var pod = desired("/", "/kubelet", "PluginWatcher", false).getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes())
        .filteredOn(it -> it.getHostPath() != null)
        .extracting(it -> it.getHostPath().getPath())
        .contains("/kubelet/plugins_registry")
        .doesNotContain("/kubelet/device-plugins");
    assertThat(agent(pod).getArgs()).containsSequence("--registration", "PluginWatcher");
  }

  @Test
  @DisplayName(
      "the runtime's CDI folder can be written where that is asked for, and is not seen otherwise")
  void cdi() {
    var pod = desired("/", "/kubelet", "KubeletSocket", true).getSpec().getTemplate().getSpec();
    var mounts =
        agent(pod).getVolumeMounts().stream()
            .collect(Collectors.toMap(VolumeMount::getName, Function.identity()));
    assertThat(pod.getVolumes().stream().filter(it -> it.getName().equals("cdi")))
        .singleElement()
        .extracting(it -> described(it, mounts))
        .isEqualTo("/var/run/cdi at /host/var/run/cdi rw");
  }

  @Test
  @DisplayName("a fixture stands in for the host's folders, not for kubelet's")
  void fixture() {
    assertThat(pod("/fixture/", "/kubelet").getVolumes())
        .filteredOn(it -> it.getHostPath() != null)
        .extracting(it -> it.getHostPath().getPath())
        .containsExactlyInAnyOrder(
            "/fixture/sys",
            "/fixture/proc",
            "/fixture/dev/vfio",
            "/fixture/lib/modules",
            "/fixture/var/lib/passthrough",
            "/kubelet/device-plugins",
            "/kubelet/pod-resources");
  }

  @Test
  @DisplayName("knows nothing of single nodes, so that a further one changes no agent")
  void sameForAllNodes() {
    var pod = pod("/", "/kubelet");
    assertThat(pod.getNodeSelector()).isEqualTo(Map.of("passthrough.dev/agent", "true"));
    assertThat(pod.getAffinity()).isNull();
    assertThat(agent(pod).getArgs())
        .containsExactly(
            "agent",
            "--node",
            "$(NODE_NAME)",
            "--root",
            "/host",
            "--kubelet-dir",
            "/kubelet",
            "--registration",
            "KubeletSocket",
            "--metrics-port",
            "9120");
  }

  @Test
  @DisplayName("knows which pod it is, which a kubelet that knows its pods names")
  void itself() {
    assertThat(agent(pod("/", "/kubelet")).getEnv())
        .extracting(
            EnvVar::getName,
            it ->
                it.getValueFrom() == null
                    ? it.getValue()
                    : it.getValueFrom().getFieldRef().getFieldPath())
        .contains(
            tuple("POD_NAMESPACE", "metadata.namespace"),
            tuple("POD_NAME", "metadata.name"),
            tuple("POD", "$(POD_NAMESPACE)/$(POD_NAME)"));
  }

  @Test
  @DisplayName("shows its metrics at a port of that name, by which kubelet sees that it lives too")
  void metrics() {
    var agent = agent(pod("/", "/kubelet"));
    assertThat(agent.getPorts())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.getName()).isEqualTo("metrics");
          assertThat(it.getContainerPort()).isEqualTo(9120);
        });
    assertThat(agent.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/healthz/ready");
    assertThat(agent.getLivenessProbe().getHttpGet().getPort())
        .isEqualTo(new IntOrString("metrics"));
  }

  @Test
  @DisplayName(
      "runs whatever taints a node has, and is replaced a few at a time, the next one first")
  void everywhere() {
    assertThat(pod("/", "/kubelet").getTolerations())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.getOperator()).isEqualTo("Exists");
          assertThat(it.getKey()).isNull();
          assertThat(it.getEffect()).isNull();
        });
    var strategy = desired("/", "/kubelet").getSpec().getUpdateStrategy();
    assertThat(strategy.getRollingUpdate().getMaxSurge()).isEqualTo(new IntOrString("10%"));
    assertThat(strategy.getRollingUpdate().getMaxUnavailable()).isEqualTo(new IntOrString(0));
  }

  @Test
  @DisplayName("selects just its own pods, and ends with the agents' service account")
  void identity() {
    var set = desired("/", "/kubelet");
    assertThat(set.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(set.getSpec().getSelector().getMatchLabels());
    assertThat(set.getSpec().getSelector().getMatchLabels())
        .containsOnlyKeys(
            "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component");
    assertThat(set.getMetadata().getOwnerReferences()).containsExactly(OWNER);
  }

  @Test
  @DisplayName("it and its pods are found as parts of the product, by support bundles")
  void partOf() {
    var set = desired("/", "/kubelet");
    assertThat(List.of(set.getMetadata(), set.getSpec().getTemplate().getMetadata()))
        .allSatisfy(it ->
            assertThat(it.getLabels()).containsEntry("app.kubernetes.io/part-of", "passthrough"));
  }

  private static String described(Volume volume, Map<String, VolumeMount> mounts) {
    var mount = Objects.requireNonNull(mounts.get(volume.getName()), volume.getName());
    return volume.getHostPath().getPath()
        + " at "
        + mount.getMountPath()
        + (Boolean.TRUE.equals(mount.getReadOnly()) ? " ro" : " rw");
  }

  private static Container agent(PodSpec pod) {
    return pod.getContainers().getFirst();
  }

  private static PodSpec pod(String hostRoot, String kubeletDir) {
    return desired(hostRoot, kubeletDir).getSpec().getTemplate().getSpec();
  }

  private static DaemonSet desired(String hostRoot, String kubeletDir) {
    return desired(hostRoot, kubeletDir, "KubeletSocket", false);
  }

  private static DaemonSet desired(
      String hostRoot, String kubeletDir, String registration, boolean cdi) {
    return AgentDaemonSet.desired(
        new AgentOptions(
            "ns",
            "agents",
            "account",
            "image",
            "Never",
            List.of("secret"),
            "system-node-critical",
            new IntOrString(0),
            new IntOrString("10%"),
            registration,
            Optional.of("spc_t"),
            cdi,
            new ResourceRequirements(),
            kubeletDir,
            hostRoot,
            Map.of("LOG_LEVEL", "INFO")),
        OWNER);
  }
}
