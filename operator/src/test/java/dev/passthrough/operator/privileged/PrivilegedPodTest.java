package dev.passthrough.operator.privileged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.operator.agent.AgentOptions;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegedPodTest {

  private static final Order APPLY = new Order(Purpose.APPLY, "a".repeat(64));

  @Test
  @DisplayName("is root on its node once, and nothing in the cluster")
  void shape() {
    var pod = pod("/", APPLY).getSpec();
    var container = container(pod("/", APPLY));

    assertThat(pod.getNodeName()).isEqualTo("worker-1");
    assertThat(pod.getHostPID()).isTrue();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getActiveDeadlineSeconds()).isEqualTo(3600);
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getServiceAccountName()).isEqualTo("privileged");
    assertThat(container.getSecurityContext().getPrivileged()).isTrue();
    assertThat(container.getResources().getRequests()).isNotEmpty();
    assertThat(container.getResources().getLimits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"LOOK, true", "APPLY, false", "RESTORE, false"})
  @DisplayName("cannot write to the host where it only looks")
  void mount(Purpose purpose, boolean readOnly) {
    assertThat(container(pod("/", Order.of(purpose))).getVolumeMounts())
        .filteredOn(it -> it.getMountPath().equals("/host"))
        .singleElement()
        .satisfies(it -> assertThat(it.getReadOnly()).isEqualTo(readOnly));
  }

  @Test
  @DisplayName("runs exactly what was ordered, on the host where there is one")
  void arguments() {
    var hash = APPLY.hash();
    assertThat(String.join(" ", container(pod("/", APPLY)).getArgs()))
        .isEqualTo(
            "apply --beyond-agent -f /object/node.json --hash "
                + hash
                + " --root /host --result /dev/termination-log --running --kubelet-dir /kubelet");
    assertThat(String.join(" ", container(pod("/", Order.of(Purpose.LOOK))).getArgs()))
        .startsWith("plan --beyond-agent -f /object/node.json --root /host");
    assertThat(String.join(" ", container(pod("/", Order.of(Purpose.RESTORE))).getArgs()))
        .startsWith("restore --yes --root /host");
    assertThat(container(pod("/fixture", APPLY)).getArgs()).doesNotContain("--running");
  }

  @Test
  @DisplayName("brings what is asked for along, and ends with the object")
  void wanted() {
    var pod = pod("/", APPLY);
    var text = pod.getMetadata().getAnnotations().get("passthrough.dev/object");
    var read = Serialization.unmarshal(text, PassthroughNode.class);

    assertThat(read.getKind()).isEqualTo("PassthroughNode");
    assertThat(read.getMetadata().getName()).isEqualTo("worker-1");
    assertThat(read.getSpec()).isEqualTo(object().getSpec());
    assertThat(pod.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(it -> assertThat(it.getUid()).isEqualTo("uid"));
  }

  @Test
  @DisplayName("has one name for one plan on one node")
  void names() {
    assertThat(APPLY.podName("agents", "worker-1"))
        .isEqualTo(APPLY.podName("agents", "worker-1"))
        .isNotEqualTo(APPLY.podName("agents", "worker-2"))
        .isNotEqualTo(new Order(Purpose.APPLY, "b".repeat(64)).podName("agents", "worker-1"))
        .matches("agents-apply-[0-9a-f]{12}");
  }

  @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "Succeeded | 0   | {\"outcome\":\"Done\"}      | Done      | -",
        "Failed    | 2   | {\"outcome\":\"Planned\"}   | Planned   | -",
        "Failed    | 255 | {\"outcome\":\"Rebooting\"} | Rebooting | -",
        "Failed    | 1   | passthrough: no host        | Failed    | code 1 (Error): passthrough: no host",
        "Failed    | 137 | -                           | Failed    | code 137 (Error): null",
        "Failed    | 1   | {\"outcome\":\"Odd\"}       | Failed    | code 1 (Error)",
        "Failed    | -   | -                           | Failed    | DeadlineExceeded: too long"
      })
  @DisplayName("its end is the program's word, or what the cluster says of a silent one")
  void end(String phase, Integer code, String message, Outcome outcome, String words) {
    var ended = ended(phase, code, message);

    var end = SeenPod.of(ended).end().orElseThrow();

    assertThat(end.outcome()).isEqualTo(outcome);
    if (words == null) {
      assertThat(end.remarks()).isEmpty();
    } else {
      assertThat(end.remarks()).singleElement().asString().contains("agents-apply-", words);
      assertThat(end.hash()).isEqualTo(APPLY.hash());
    }
  }

  @Test
  @DisplayName("while it runs, it has no end")
  void running() {
    var pod = new PodBuilder(pod("/", APPLY)).withNewStatus().withPhase("Running").endStatus();
    assertThat(SeenPod.of(pod.build()).end()).isEmpty();
    assertThat(SeenPod.of(pod("/", APPLY)).end()).isEmpty();
    assertThat(SeenPod.of(pod.build()).order()).isEqualTo(APPLY);
    assertThat(SeenPod.of(pod.build()).generation()).isEqualTo(4);
  }

  @Test
  @DisplayName("it tells what was asked when it was made, the grant aside")
  void asked() {
    assertThat(SeenPod.of(pod("/", APPLY)).asked())
        .isEqualTo(Situation.asked(object().getSpec()))
        .isNotEqualTo(object().getSpec());
    var unknown = pod("/", APPLY);
    unknown.getMetadata().getAnnotations().remove(PrivilegedPod.OBJECT);
    assertThat(SeenPod.of(unknown).asked()).isNotEqualTo(Situation.asked(object().getSpec()));
  }

  @ParameterizedTest(name = "{0}, begun {1}, phase {2}: {3}")
  @CsvSource({
    "APPLY, true, Running, true",
    "RESTORE, true, Running, true",
    "APPLY, false, Pending, false",
    "APPLY, true, Failed, false",
    "LOOK, true, Running, false"
  })
  @DisplayName("one that is being deleted counts while its program may change the node")
  void ending(Purpose purpose, boolean begun, String phase, boolean counts) {
    var state = new ContainerStateBuilder();
    var pod =
        new PodBuilder(pod("/", new Order(purpose, APPLY.hash())))
            .withNewStatus()
            .withPhase(phase)
            .addNewContainerStatus()
            .withState(
                begun
                    ? state.withNewRunning().endRunning().build()
                    : state.withNewWaiting().endWaiting().build())
            .endContainerStatus()
            .endStatus();
    assertThat(SeenPod.counts(pod.build())).isTrue();
    pod.editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata();
    assertThat(SeenPod.counts(pod.build())).isEqualTo(counts);
  }

  private static Pod ended(String phase, Integer code, String message) {
    var pod =
        new PodBuilder(pod("/", APPLY))
            .withNewStatus()
            .withPhase(phase)
            .withReason("DeadlineExceeded")
            .withMessage("too long")
            .endStatus();
    return code == null
        ? pod.build()
        : pod.editStatus()
            .addNewContainerStatus()
            .withNewState()
            .withNewTerminated()
            .withExitCode(code)
            .withReason("Error")
            .withMessage(message)
            .endTerminated()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
  }

  private static Container container(Pod pod) {
    return pod.getSpec().getContainers().getFirst();
  }

  private static PassthroughNode object() {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName("worker-1").withUid("uid").withGeneration(4L).build());
    object.setSpec(
        new PassthroughNodeSpec(
            Mode.Enforce,
            new HostSpec(HostSpec.Iommu.Required, List.of("iommu=pt"), HostSpec.Reboot.WhenNeeded),
            List.of(),
            List.of(),
            APPLY.hash()));
    return object;
  }

  private static Pod pod(String hostRoot, Order order) {
    return PrivilegedPod.desired(options(hostRoot), "privileged", object(), order, "need");
  }

  static AgentOptions options(String hostRoot) {
    var options =
        new AgentOptions(
            "ns",
            "agents",
            "account",
            "image",
            "Never",
            List.of("secret"),
            "system-node-critical",
            new IntOrString("10%"),
            new IntOrString(0),
            "KubeletSocket",
            Optional.empty(),
            false,
            new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("10m"))
                .addToLimits("memory", new Quantity("192Mi"))
                .build(),
            "/kubelet",
            hostRoot,
            Map.of("LOG_LEVEL", "INFO"));
    return options;
  }
}
