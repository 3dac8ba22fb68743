package dev.passthrough.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.operator.agent.AgentOptions;
import dev.passthrough.operator.kubevirt.Allowed;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Map<String, String> LEAST =
      Map.of("NAMESPACE", "passthrough-system", "AGENT_IMAGE", "passthrough/agent:1");

  @Test
  @DisplayName("needs the namespace and the agent's image; all else has a default")
  void defaults() {
    assertThat(Settings.of(LEAST))
        .isEqualTo(
            new Settings(
                8080,
                "passthrough-operator",
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                new AgentOptions(
                    "passthrough-system",
                    "passthrough-agent",
                    "passthrough-agent",
                    "passthrough/agent:1",
                    "IfNotPresent",
                    List.of(),
                    "system-node-critical",
                    new IntOrString(0),
                    new IntOrString(1),
                    "KubeletSocket",
                    Optional.empty(),
                    false,
                    new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity("10m"))
                        .addToRequests("memory", new Quantity("96Mi"))
                        .addToLimits("memory", new Quantity("192Mi"))
                        .build(),
                    "/var/lib/kubelet",
                    "/",
                    Map.of("LOG_LEVEL", "INFO", "LOG_FORMAT", "text", "KUBEVIRT", "false"))));
  }

  @Test
  @DisplayName("takes each variable")
  void explicit() {
    var environment =
        Map.ofEntries(
            Map.entry("NAMESPACE", "ns"),
            Map.entry("HEALTH_PORT", "9090"),
            Map.entry("INSTANCE", "operator-1"),
            Map.entry("LOG_LEVEL", "DEBUG"),
            Map.entry("LOG_FORMAT", "json"),
            Map.entry("KUBELET_DIR", "/var/snap/kubelet"),
            Map.entry("PRIVILEGED_SERVICE_ACCOUNT", "p"),
            Map.entry("KUBEVIRT", "true"),
            Map.entry("KUBEVIRT_FEATURE_GATE", "false"),
            Map.entry("KUBEVIRT_KEEP_MEDIATED_DEVICES", "true"),
            Map.entry("BOOT_TAINT", "true"),
            Map.entry("BOOT_TAINT_TIMEOUT", "90s"),
            Map.entry("AGENT_NAME", "a"),
            Map.entry("AGENT_SERVICE_ACCOUNT", "b"),
            Map.entry("AGENT_IMAGE", "c"),
            Map.entry("AGENT_PULL_POLICY", "Never"),
            Map.entry("ROLLOUTS", "true"),
            Map.entry("AGENT_PULL_SECRETS", "d, e"),
            Map.entry("AGENT_PRIORITY_CLASS", "f"),
            Map.entry("AGENT_MAX_UNAVAILABLE", "10%"),
            Map.entry("AGENT_MAX_SURGE", "0"),
            Map.entry("AGENT_REGISTRATION", "PluginWatcher"),
            Map.entry("AGENT_SELINUX_TYPE", "spc_t"),
            Map.entry("AGENT_CDI", "true"),
            Map.entry("AGENT_RESOURCES", "{}"),
            Map.entry("AGENT_HOST_ROOT", "/fixture"));
    assertThat(environment.keySet())
        .as("every variable is here")
        .containsExactlyInAnyOrderElementsOf(Settings.ALL.stream().map(Variable::name).toList());
    assertThat(Settings.of(environment))
        .isEqualTo(
            new Settings(
                9090,
                "operator-1",
                Optional.of("p"),
                true,
                Optional.of(new Allowed(false, true)),
                Optional.of(Duration.ofSeconds(90)),
                new AgentOptions(
                    "ns",
                    "a",
                    "b",
                    "c",
                    "Never",
                    List.of("d", "e"),
                    "f",
                    new IntOrString("10%"),
                    new IntOrString(0),
                    "PluginWatcher",
                    Optional.of("spc_t"),
                    true,
                    new ResourceRequirementsBuilder().build(),
                    "/var/snap/kubelet",
                    "/fixture",
                    Map.of("LOG_LEVEL", "DEBUG", "LOG_FORMAT", "json", "KUBEVIRT", "true"))));
  }

  @Test
  @DisplayName("the list of variables has each that is declared")
  void complete() {
    var declared =
        Arrays.stream(Settings.class.getDeclaredFields())
            .filter(it -> Modifier.isStatic(it.getModifiers()))
            .filter(it -> it.getType() == Variable.class)
            .count();
    assertThat(Settings.ALL).hasSize((int) declared).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}={1}: {2}")
  @CsvSource({
    "NAMESPACE,'',must be set",
    "ROLLOUTS,yes,must be true or false",
    "HEALTH_PORT,http,port of /healthz/live",
    "AGENT_MAX_UNAVAILABLE,few,agents replaced at a time",
    "AGENT_REGISTRATION,both,must be KubeletSocket or PluginWatcher",
    "AGENT_RESOURCES,few,what an agent requests"
  })
  @DisplayName("says which variable is wrong, and what it is")
  void refusals(String name, String value, String words) {
    var environment = new HashMap<>(LEAST);
    environment.put(name, value);
    assertThatThrownBy(() -> Settings.of(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(name, words);
  }
}
