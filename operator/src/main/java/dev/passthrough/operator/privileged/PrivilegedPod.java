package dev.passthrough.operator.privileged;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.agent.AgentOptions;
import dev.passthrough.operator.agent.Temporary;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A privileged pod, as it has to be: root on one node, with the program of the agents' image, for
 * one {@link Order}. It has no token of the cluster; what is asked of it comes with it, and its
 * answer is its termination message.
 */
final class PrivilegedPod {

  static final String PURPOSE = "passthrough.dev/purpose";
  static final String GENERATION = "passthrough.dev/generation";
  static final String HASH = "passthrough.dev/plan";
  static final String OBJECT = "passthrough.dev/object";
  static final String NEED = "passthrough.dev/need";

  private static final String OBJECT_FOLDER = "/object";
  private static final String OBJECT_FILE = "node.json";
  private static final String HOST = "/host";
  private static final String TERMINATION_MESSAGE = "/dev/termination-log";

  private PrivilegedPod() {}

  /** Labels of all of them; the agents' pods have others. */
  static Map<String, String> selector(AgentOptions options) {
    return Map.of(
        "app.kubernetes.io/name", "passthrough",
        "app.kubernetes.io/instance", options.name(),
        "app.kubernetes.io/component", "privileged");
  }

  /**
   * The pod of {@code order} on the node of {@code object}.
   *
   * @param need why it is needed, for its result
   */
  static Pod desired(
      AgentOptions options, String account, PassthroughNode object, Order order, String need) {
    var node = object.getMetadata().getName();
    return new PodBuilder()
        .withNewMetadata()
        .withName(order.podName(options.name(), node))
        .withNamespace(options.namespace())
        .withLabels(selector(options))
        .addToLabels("app.kubernetes.io/part-of", "passthrough")
        .addToLabels("app.kubernetes.io/managed-by", "passthrough-operator")
        .addToLabels(PURPOSE, order.purpose().word())
        .addToAnnotations(OBJECT, Serialization.asJson(wanted(object)))
        .addToAnnotations(GENERATION, String.valueOf(object.getMetadata().getGeneration()))
        .addToAnnotations(HASH, order.hash())
        .addToAnnotations(NEED, need)
        .withOwnerReferences(owner(object))
        .endMetadata()
        .withSpec(spec(options, account, node, order))
        .build();
  }

  private static PassthroughNode wanted(PassthroughNode object) {
    var wanted = new PassthroughNode();
    wanted.setMetadata(new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
    wanted.setSpec(object.getSpec());
    return wanted;
  }

  private static OwnerReference owner(PassthroughNode object) {
    return new OwnerReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .build();
  }

  private static PodSpec spec(AgentOptions options, String account, String node, Order order) {
    return new PodSpecBuilder()
        .withNodeName(node)
        .withRestartPolicy("Never")
        .withActiveDeadlineSeconds(order.purpose().longest().toSeconds())
        .withHostPID(true)
        .withServiceAccountName(account)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withDnsPolicy("Default")
        .withPriorityClassName(options.priorityClass())
        .withTolerations(new TolerationBuilder().withOperator("Exists").build())
        .withImagePullSecrets(
            options.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .addNewContainer()
        .withName("passthrough")
        .withImage(options.image())
        .withImagePullPolicy(options.pullPolicy())
        .withCommand(AgentOptions.PROGRAM)
        .withArgs(arguments(options, order))
        .withEnv(
            options.environment().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(it -> new EnvVar(it.getKey(), it.getValue(), null))
                .toList())
        .withResources(requests(options))
        .withSecurityContext(privileged())
        .withTerminationMessagePath(TERMINATION_MESSAGE)
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(host(order.purpose()), mount("object", OBJECT_FOLDER), Temporary.mount())
        .endContainer()
        .withVolumes(host(options), object(), Temporary.volume())
        .build();
  }

  private static List<String> arguments(AgentOptions options, Order order) {
    var all =
        new ArrayList<>(order.purpose().arguments(OBJECT_FOLDER + "/" + OBJECT_FILE, order.hash()));
    all.addAll(List.of("--root", HOST, "--result", TERMINATION_MESSAGE));
    if (options.hostRoot().equals("/")) {
      all.addAll(List.of("--running", "--kubelet-dir", options.kubeletDir()));
    }
    return List.copyOf(all);
  }

  /** No limits: the host's own programs run in here, such as those that compress an initramfs. */
  private static ResourceRequirements requests(AgentOptions options) {
    return new ResourceRequirementsBuilder()
        .withRequests(options.resources().getRequests())
        .build();
  }

  private static SecurityContext privileged() {
    return new SecurityContextBuilder()
        .withRunAsUser(0L)
        .withRunAsGroup(0L)
        .withPrivileged(true)
        .withReadOnlyRootFilesystem(true)
        .build();
  }

  private static VolumeMount mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).build();
  }

  /** Who only looks cannot write there. */
  private static VolumeMount host(Purpose purpose) {
    return new VolumeMountBuilder(mount("host", HOST))
        .withMountPropagation("HostToContainer")
        .withReadOnly(purpose == Purpose.LOOK)
        .build();
  }

  private static Volume host(AgentOptions options) {
    return new VolumeBuilder()
        .withName("host")
        .withNewHostPath()
        .withPath(options.hostRoot())
        .withType("Directory")
        .endHostPath()
        .build();
  }

  private static Volume object() {
    return new VolumeBuilder()
        .withName("object")
        .withNewDownwardAPI()
        .addNewItem()
        .withPath(OBJECT_FILE)
        .withNewFieldRef()
        .withFieldPath("metadata.annotations['" + OBJECT + "']")
        .endFieldRef()
        .endItem()
        .endDownwardAPI()
        .build();
  }
}
