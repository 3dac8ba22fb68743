package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {

  @Test
  @DisplayName("lints clean, strictly")
  void lint() {
    var result = new Helm(Product.CHART).lint().strict().call();
    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @Test
  @DisplayName("its version is the project's, and so are the images' tags")
  void versions() {
    var version = Objects.requireNonNull(System.getProperty("project.version"));
    var operator = kind(rendered(template()), "Deployment").getFirst();
    assertThat(Serialization.asYaml(operator))
        .contains("passthrough/operator:" + version, "passthrough/agent:" + version);
  }

  @Test
  @DisplayName("the operator's pod is unprivileged and cannot write its root")
  void unprivileged() {
    var operator = (Deployment) kind(rendered(template()), "Deployment").getFirst();
    var pod = operator.getSpec().getTemplate().getSpec();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    var context = pod.getContainers().getFirst().getSecurityContext();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
  }

  @Test
  @DisplayName("keeps the CRD at an uninstall unless told otherwise, and leaves it out on request")
  void crds() {
    assertThat(kind(rendered(template()), "CustomResourceDefinition"))
        .hasSize(2)
        .allSatisfy(it ->
            assertThat(it.getMetadata().getAnnotations())
                .containsEntry("helm.sh/resource-policy", "keep"));
    assertThat(kind(rendered(template().set("crds.keep", "false")), "CustomResourceDefinition"))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it.getMetadata().getAnnotations()).isNullOrEmpty());
    assertThat(kind(rendered(template().set("crds.enabled", "false")), "CustomResourceDefinition"))
        .isEmpty();
  }

  @Test
  @DisplayName("operators elect a leader, and of several replicas one is kept up")
  void replicas() {
    var several = rendered(template().set("operator.replicas", "2"));
    assertThat(kind(several, "PodDisruptionBudget")).hasSize(1);
    var one = rendered(template());
    assertThat(kind(one, "PodDisruptionBudget")).isEmpty();
    assertThat(List.of(one, several))
        .allSatisfy(it -> assertThat(Serialization.asYaml(operatorRole(it))).contains("leases"));
  }

  @Test
  @DisplayName("privileged pods are off; switched on, the operator may make pods in its namespace")
  void privilegedPods() {
    var off = rendered(template());
    assertThat(kind(off, "ServiceAccount")).hasSize(2);
    assertThat(operatorOf(off)).containsPattern("PRIVILEGED_SERVICE_ACCOUNT\"?\\s+value: \"\"");

    var on = rendered(template().set("privilegedPods.enabled", "true"));
    assertThat(kind(on, "ServiceAccount"))
        .extracting(it -> it.getMetadata().getName())
        .contains("passthrough-privileged");
    assertThat(operatorOf(on))
        .containsPattern("PRIVILEGED_SERVICE_ACCOUNT\"?\\s+value: \"?passthrough-privileged");
    assertThat(kind(on, "ClusterRole"))
        .allSatisfy(it -> assertThat(Serialization.asYaml(it)).doesNotContain("pods"));
    assertThat(podVerbs(on)).containsExactlyInAnyOrder("list", "create", "watch", "delete");
    assertThat(podVerbs(off)).containsExactly("list");
  }

  @Test
  @DisplayName("rollouts are off; switched on, the operator may empty nodes, in all namespaces")
  void rollouts() {
    var off = rendered(template());
    assertThat(operatorOf(off)).containsPattern("ROLLOUTS\"?\\s+value: \"false\"");
    assertThat(kind(off, "ClusterRole"))
        .noneSatisfy(it -> assertThat(Serialization.asYaml(it)).contains("eviction"));
    var on = rendered(template().set("rollouts.enabled", "true"));
    assertThat(operatorOf(on)).containsPattern("ROLLOUTS\"?\\s+value: \"true\"");
    assertThat(kind(on, "ClusterRole"))
        .anySatisfy(it -> assertThat(Serialization.asYaml(it)).contains("pods/eviction"));
  }

  @Test
  @DisplayName("a PodMonitor, where one is asked for, selects the agents by the labels they have")
  void podMonitor() {
    assertThat(kind(rendered(template()), "PodMonitor")).isEmpty();
    var on =
        rendered(
            template()
                .set("agent.podMonitor.enabled", "true")
                .set("agent.podMonitor.labels.a", "b"));
    var monitor = Serialization.asYaml(kind(on, "PodMonitor").getFirst());
    assertThat(monitor)
        .contains("app.kubernetes.io/component: \"agent\"")
        .contains("app.kubernetes.io/instance: \"passthrough-agent\"")
        .contains("port: \"metrics\"")
        .contains("a: \"b\"")
        .as("whose device it is stays, and the node is added")
        .contains("honorLabels: true", "__meta_kubernetes_pod_node_name", "targetLabel: \"node\"");
    assertThat(operatorOf(on)).containsPattern("AGENT_NAME\"?\\s+value: \"?passthrough-agent");
  }

  @Test
  @DisplayName("events are written in the one namespace where theirs are, and nowhere else")
  void events() {
    var objects = rendered(template());
    assertThat(kind(objects, "Role"))
        .filteredOn(it -> Serialization.asYaml(it).contains("events.k8s.io"))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it.getMetadata().getNamespace()).isEqualTo("default"));
    assertThat(kind(objects, "ClusterRole"))
        .allSatisfy(it -> assertThat(Serialization.asYaml(it)).doesNotContain("events"));
  }

  @Test
  @DisplayName("monitoring is off; each alert links to its own words, and the dashboard is JSON")
  void monitoring() throws IOException {
    var kinds = List.of("Service", "ServiceMonitor", "PrometheusRule", "ConfigMap");
    assertThat(rendered(template()))
        .extracting(HasMetadata::getKind)
        .doesNotContainAnyElementsOf(kinds);
    var on =
        rendered(
            template()
                .set("monitoring.serviceMonitor.enabled", "true")
                .set("monitoring.rules.enabled", "true")
                .set("monitoring.rules.docs", "https://docs.example.com")
                .set("monitoring.dashboard.enabled", "true"));
    assertThat(on).extracting(HasMetadata::getKind).containsAll(kinds);
    var page = Files.readString(Path.of("..", "docs", "operations", "metrics-and-alerts.md"));
    var rules = Serialization.asYaml(kind(on, "PrometheusRule").getFirst());
    var alerts =
        Pattern.compile("alert: \"?(\\w+)")
            .matcher(rules)
            .results()
            .map(it -> it.group(1))
            .toList();
    assertThat(alerts)
        .isNotEmpty()
        .allSatisfy(alert -> {
          assertThat(page).contains("### " + alert + "\n");
          assertThat(rules)
              .contains(
                  "https://docs.example.com/metrics-and-alerts.md#"
                      + alert.toLowerCase(Locale.ROOT));
        });
    var dashboard =
        ((ConfigMap) kind(on, "ConfigMap").getFirst()).getData().get("passthrough.json");
    assertThat(new ObjectMapper().readTree(dashboard).path("panels")).isNotEmpty();
  }

  @Test
  @DisplayName("alerts link to nothing where nobody said where their words are read")
  void noLinks() {
    var on = rendered(template().set("monitoring.rules.enabled", "true"));
    assertThat(Serialization.asYaml(kind(on, "PrometheusRule").getFirst()))
        .contains("summary")
        .doesNotContain("runbook_url");
  }

  @Test
  @DisplayName("however long the release's name is, its Service has one of 63 characters at most")
  void longNames() {
    var release = "r".repeat(53);
    var on =
        rendered(template().withName(release).set("monitoring.serviceMonitor.enabled", "true"));
    assertThat(kind(on, "Service"))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.getMetadata().getName()).hasSizeLessThanOrEqualTo(63));
  }

  @Test
  @DisplayName("nodes are not tainted unless told so; the operator can live with its taint anyway")
  void bootTaint() {
    var off = operatorOf(rendered(template()));
    assertThat(off)
        .containsPattern("BOOT_TAINT\"?\\s+value: \"false\"")
        .contains("passthrough.dev/not-ready", "node-role.kubernetes.io/control-plane");
    var on = rendered(template().set("bootTaint.enabled", "true").set("bootTaint.timeout", "90s"));
    assertThat(operatorOf(on))
        .containsPattern("BOOT_TAINT\"?\\s+value: \"true\"")
        .containsPattern("BOOT_TAINT_TIMEOUT\"?\\s+value: \"?90s");
  }

  @Test
  @DisplayName("KubeVirt is none of the operator's business unless told otherwise")
  void kubevirt() {
    var off = rendered(template());
    assertThat(Serialization.asYaml(kind(off, "ClusterRole"))).doesNotContain("kubevirt");
    assertThat(operatorOf(off)).containsPattern("KUBEVIRT\"?\\s+value: \"false\"");
    var on = rendered(template().set("kubevirt.enabled", "true"));
    assertThat(Serialization.asYaml(kind(on, "ClusterRole")))
        .contains("kubevirts", "hyperconvergeds");
    assertThat(operatorOf(on)).containsPattern("KUBEVIRT\"?\\s+value: \"true\"");
  }

  private static String operatorOf(Collection<HasMetadata> objects) {
    return Serialization.asYaml(kind(objects, "Deployment").getFirst());
  }

  private static Role operatorRole(Collection<HasMetadata> objects) {
    return kind(objects, "Role").stream()
        .map(Role.class::cast)
        .filter(it -> it.getMetadata().getName().contains("operator"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> podVerbs(Collection<HasMetadata> objects) {
    var role = operatorRole(objects);
    return role.getRules().stream()
        .filter(it -> it.getResources().contains("pods"))
        .flatMap(it -> it.getVerbs().stream())
        .toList();
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "operator.replica,1",
    "operator.replicas,some",
    "kubeletDir,var/lib/kubelet",
    "logging.level,LOUD",
    "bootTaint.timeout,ten",
    "agent.image.digest,sha256:0",
    "agent.updateStrategy.maxUnavailable,1",
    "agent.updateStrategy.maxSurge,0",
    "agent.registration,Both",
    "monitoring.rules.docs,docs/operations",
    "fullnameOverride,a-name-of-47-characters-one-more-than-can-be-ok"
  })
  @DisplayName("values that cannot be meant are refused, by name")
  void schema(String name, String value) {
    var leaf = name.substring(name.lastIndexOf('.') + 1);
    assertThatThrownBy(() -> template().set(name, value).call()).hasMessageContaining(leaf);
  }

  @Test
  @DisplayName("the default namespace is refused, with the namespace to use")
  void namespace() {
    assertThatThrownBy(() -> template().withNamespace("default").call())
        .hasMessageContaining("--namespace passthrough-system");
  }

  private static TemplateCommand template() {
    return new Helm(Product.CHART)
        .template()
        .withName("passthrough")
        .withNamespace(Product.NAMESPACE)
        .withKubeVersion("1.36.0");
  }

  private static Collection<HasMetadata> rendered(TemplateCommand command) {
    var yaml = command.call().getBytes(StandardCharsets.UTF_8);
    Object read = new KubernetesSerialization().unmarshal(new ByteArrayInputStream(yaml));
    return ((Collection<?>) read)
        .stream().map(HasMetadata.class::cast).collect(Collectors.toList());
  }

  private static List<HasMetadata> kind(Collection<HasMetadata> objects, String kind) {
    return objects.stream().filter(it -> it.getKind().equals(kind)).toList();
  }
}
