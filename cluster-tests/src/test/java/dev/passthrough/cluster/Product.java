package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;

/** The chart, installed on a rig as an admin would; agents see the rig's fixture as their host. */
record Product(Rig rig) implements AutoCloseable {

  static final String NAMESPACE = "passthrough-system";
  static final Path CHART = Path.of("..", "charts", "passthrough");

  /** Long enough for a busy machine to be seen in time, short enough to be waited for. */
  static final int BOOT_TAINT_SECONDS = 20;

  /** All that can be switched on. */
  static final Map<String, String> VALUES =
      Map.of(
          "agent.hostRoot", "/fixture",
          "agent.cdi", "true",
          "privilegedPods.enabled", "true",
          "rollouts.enabled", "true",
          "bootTaint.enabled", "true",
          "bootTaint.timeout", BOOT_TAINT_SECONDS + "s",
          "kubevirt.enabled", "true",
          "kubevirt.keepMediatedDevices", "true",
          "logging.level", "DEBUG");

  private static final int SECONDS = 180;

  static Product installedOn(Rig rig) {
    try {
      install(rig);
    } catch (RuntimeException e) {
      rig.close();
      throw e;
    }
    return new Product(rig);
  }

  private static void install(Rig rig) {
    var installation = new Helm(CHART).install();
    VALUES.forEach(installation::set);
    installation
        .withName("passthrough")
        .withNamespace(NAMESPACE)
        .createNamespace()
        .waitReady()
        .withTimeout(SECONDS)
        .withKubeConfigContents(rig.kubeconfig())
        .call();
  }

  /** As an admin would change one of the chart's values; done when this returns. */
  void change(String value, String to) {
    try {
      new Helm(CHART)
          .upgrade()
          .withName("passthrough")
          .withNamespace(NAMESPACE)
          .reuseValues()
          .set(value, to)
          .waitReady()
          .withTimeout(SECONDS)
          .withKubeConfigContents(rig.kubeconfig())
          .call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the rig's node offers of its functions. */
  static final String RESOURCE = "intel.com/igb-vf";

  /** An entry for {@code count} of the functions of the fixture's card. */
  static ResourceEntry functions(int count) {
    var functions = new VirtualFunctions(new PhysicalFunctionSelector(FixtureHost.CARD), count);
    return ResourceEntry.of("nic-vfs", RESOURCE, functions);
  }

  /** Makes the object of the rig's node. */
  void create(PassthroughNodeSpec spec) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(Rig.NODE).build());
    object.setSpec(spec);
    client().resource(object).create();
  }

  /** The rig's node offers {@code entries} when this returns. */
  void offer(ResourceEntry... entries) {
    create(new PassthroughNodeSpec(Mode.Enforce, List.of(entries)));
    eventually("Ready=True")
        .untilAsserted(() -> {
          var object = object(Rig.NODE).require();
          assertThat(Conditions.holds(object, ConditionType.Ready))
              .as("%s", Conditions.current(object))
              .isTrue();
        });
  }

  /** Deletes the object of the rig's node; it and its agent are gone when this returns. */
  void withdraw() {
    object(Rig.NODE).delete();
    eventually("object and agent to be gone")
        .untilAsserted(() -> {
          assertThat(object(Rig.NODE).get()).isNull();
          assertThat(agents()).isEmpty();
        });
  }

  /**
   * The agents' pods that are on a node. A cluster may keep others for a while, which were meant
   * for nodes that are gone.
   */
  List<Pod> agents() {
    return pods("agent").stream().filter(it -> it.getSpec().getNodeName() != null).toList();
  }

  /** What the agents of all nodes are made from. */
  DaemonSet agentSet() {
    return client()
        .apps()
        .daemonSets()
        .inNamespace(NAMESPACE)
        .withName("passthrough-agent")
        .require();
  }

  /** Deletes {@code pods} until there are none, though no kubelet stands behind their nodes. */
  void forget(Supplier<List<Pod>> pods) {
    eventually("no pods any more")
        .until(() -> {
          pods.get().forEach(it -> client().resource(it).withGracePeriod(0).delete());
          return pods.get().isEmpty();
        });
  }

  /** Deletes the product's pods on {@code nodes}, behind which no kubelet stands to end them. */
  void forgetPodsOn(Set<String> nodes) {
    client().pods().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(it -> it.getSpec().getNodeName() != null)
        .filter(it -> nodes.contains(it.getSpec().getNodeName()))
        .forEach(it -> client().resource(it).withGracePeriod(0).delete());
  }

  /** Pods of the product in the role {@code component}. */
  List<Pod> pods(String component) {
    return client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems();
  }

  /** Whether each replica of the operator has started its controllers. */
  boolean operatorReady() {
    return pods("operator").stream()
        .allMatch(pod ->
            pod.getStatus().getConditions().stream()
                .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True")));
  }

  /** How many functions kubelet can hand out, by its node's status. */
  int allocatable() {
    var node = client().nodes().withName(Rig.NODE).require();
    return Integer.parseInt(
        node.getStatus().getAllocatable().getOrDefault(RESOURCE, new Quantity("0")).getAmount());
  }

  String operatorLog() {
    return client()
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName("passthrough-operator")
        .getLog();
  }

  /** Waits as long as a busy machine may take, and says for what. */
  static ConditionFactory eventually(String what) {
    return await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }

  KubernetesClient client() {
    return rig.client();
  }

  Resource<PassthroughNode> object(String name) {
    return client().resources(PassthroughNode.class).withName(name);
  }

  @Override
  public void close() {
    rig.close();
  }
}
