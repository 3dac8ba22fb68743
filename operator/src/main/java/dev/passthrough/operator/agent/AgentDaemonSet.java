package dev.passthrough.operator.agent;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SELinuxOptionsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The agents' DaemonSet, as it has to be.
 *
 * <p>The pod holds no capability and shares no namespace with the host; folders of the host below
 * {@code /host} are all that it needs (docs/decisions/0002).
 */
final class AgentDaemonSet {

  private static final String HOST = "/host";

  /** The port's name, as pod monitors ask for it. */
  private static final String METRICS = "metrics";

  private static final int METRICS_PORT = 9120;

  /** By which a support bundle finds the product; not in the selector, which can never change. */
  private static final Map<String, String> PART_OF =
      Map.of("app.kubernetes.io/part-of", "passthrough");

  private AgentDaemonSet() {}

  /** Labels that the DaemonSet selects its pods by; nothing else in the namespace has them. */
  static Map<String, String> selector(AgentOptions options) {
    return Map.of(
        "app.kubernetes.io/name", "passthrough",
        "app.kubernetes.io/instance", options.name(),
        "app.kubernetes.io/component", "agent");
  }

  /**
   * @param owner what the DaemonSet ends with: the agents' service account, without which they can
   *     do nothing
   */
  static DaemonSet desired(AgentOptions options, OwnerReference owner) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withName(options.name())
        .withNamespace(options.namespace())
        .withLabels(selector(options))
        .addToLabels(PART_OF)
        .addToLabels("app.kubernetes.io/managed-by", "passthrough-operator")
        .withOwnerReferences(owner)
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(selector(options))
        .endSelector()
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxUnavailable(options.maxUnavailable())
        .withMaxSurge(options.maxSurge())
        .endRollingUpdate()
        .endUpdateStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(selector(options))
        .addToLabels(PART_OF)
        .addToAnnotations("kubectl.kubernetes.io/default-container", "agent")
        .endMetadata()
        .withSpec(pod(options))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static PodSpec pod(AgentOptions options) {
    var folders = HostFolder.all(options);
    return new PodSpecBuilder()
        .withServiceAccountName(options.serviceAccount())
        .withNodeSelector(NodeLabel.asMap())
        // The API server is known by address; the agent needs no DNS of the cluster's.
        .withDnsPolicy("Default")
        .withPriorityClassName(options.priorityClass())
        .withTolerations(new TolerationBuilder().withOperator("Exists").build())
        .withImagePullSecrets(
            options.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withNewSecurityContext()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withTerminationGracePeriodSeconds(30L)
        .addNewContainer()
        .withName("agent")
        .withImage(options.image())
        .withImagePullPolicy(options.pullPolicy())
        .withCommand(AgentOptions.PROGRAM)
        .withArgs(
            "agent",
            "--node",
            "$(NODE_NAME)",
            "--root",
            HOST,
            "--kubelet-dir",
            options.kubeletDir(),
            "--registration",
            options.registration(),
            "--metrics-port",
            Integer.toString(METRICS_PORT))
        .addNewPort()
        .withName(METRICS)
        .withContainerPort(METRICS_PORT)
        .endPort()
        .withLivenessProbe(alive())
        .withReadinessProbe(ready())
        .withEnv(environment(options))
        .withResources(options.resources())
        .withSecurityContext(unprivileged(options.seLinuxType()))
        .withVolumeMounts(
            Stream.concat(folders.stream().map(HostFolder::mount), Stream.of(Temporary.mount()))
                .toList())
        .endContainer()
        .withVolumes(
            Stream.concat(folders.stream().map(HostFolder::volume), Stream.of(Temporary.volume()))
                .toList())
        .build();
  }

  /** Patient: an agent that is killed while a call into the kernel hangs gains nothing. */
  private static Probe alive() {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath("/healthz/live")
        .withPort(new IntOrString(METRICS))
        .endHttpGet()
        .withPeriodSeconds(60)
        .withTimeoutSeconds(10)
        .withFailureThreshold(5)
        .build();
  }

  /** Ready is what has its devices registered: the agent before it is ended then. */
  private static Probe ready() {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath("/healthz/ready")
        .withPort(new IntOrString(METRICS))
        .endHttpGet()
        .withPeriodSeconds(5)
        .withTimeoutSeconds(10)
        .build();
  }

  private static List<EnvVar> environment(AgentOptions options) {
    var itself =
        Stream.of(
            field("NODE_NAME", "spec.nodeName"),
            field("POD_NAMESPACE", "metadata.namespace"),
            field("POD_NAME", "metadata.name"),
            new EnvVar("POD", "$(POD_NAMESPACE)/$(POD_NAME)", null));
    var further =
        options.environment().entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
            .map(it -> new EnvVar(it.getKey(), it.getValue(), null));
    return Stream.concat(itself, further).toList();
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  /** User 0 because sysfs attributes and kubelet's sockets are root's; it is no more than that. */
  private static SecurityContext unprivileged(Optional<String> seLinuxType) {
    return new SecurityContextBuilder()
        .withSeLinuxOptions(
            seLinuxType.map(it -> new SELinuxOptionsBuilder().withType(it).build()).orElse(null))
        .withRunAsUser(0L)
        .withRunAsGroup(0L)
        .withPrivileged(false)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }
}
