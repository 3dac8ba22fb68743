package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.api.PassthroughPolicy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ClusterTest
class PolicyRulesIT {

  private static final String ENTRY =
      "{name: %s, resourceName: %s, virtualFunctions: {count: 1, physicalFunction: {address: '0000:%02d:00.0'}}}";

  private final Product product;

  PolicyRulesIT(Product product) {
    this.product = product;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.nodeSelector | {template: {}}",
        "spec.template | {nodeSelector: {}}",
        "In and NotIn need values | {nodeSelector: {matchExpressions: [{key: a, operator: In}]}, template: {}}",
        "Exists and DoesNotExist have none | {nodeSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}, template: {}}",
        "operator | {nodeSelector: {matchExpressions: [{key: a, operator: Gt, values: ['1']}]}, template: {}}",
        "spec.priority | {nodeSelector: {}, priority: 1001, template: {}}",
        "spec.template.mode | {nodeSelector: {}, template: {mode: Always}}",
        "exactly one of virtualFunctions | {nodeSelector: {}, template: {resources: [{name: a, resourceName: b/c}]}}",
        "an argument says what is started | {nodeSelector: {}, template: {host: {kernelArguments: [root=/dev/sda]}}}",
        "at least one of address | {nodeSelector: {}, template: {resources: [{name: a, resourceName: b/c, device: {select: {}}}]}}",
        "must be domain/name | {nodeSelector: {}, template: {resources: [{name: a, resourceName: 'nic', virtualFunctions: {count: 1, physicalFunction: {address: '0000:01:00.0'}}}]}}",
        "what stands before the '/' | {nodeSelector: {}, template: {resources: [{name: a, resourceName: 'A.b/c', virtualFunctions: {count: 1, physicalFunction: {address: '0000:01:00.0'}}}]}}",
        "what stands after the '/' | {nodeSelector: {}, template: {resources: [{name: a, resourceName: 'a.b/-c', virtualFunctions: {count: 1, physicalFunction: {address: '0000:01:00.0'}}}]}}",
        "kubelet refuses names | {nodeSelector: {}, template: {resources: [{name: a, resourceName: 'kubernetes.io/c', virtualFunctions: {count: 1, physicalFunction: {address: '0000:01:00.0'}}}]}}",
        "a card has at most 65535 | {nodeSelector: {}, template: {resources: [{name: a, resourceName: 'b/c', virtualFunctions: {first: 60000, count: 60000, physicalFunction: {address: '0000:01:00.0'}}}]}}",
        "a number from 1 to 5000 | {nodeSelector: {}, template: {}, rollout: {maxUnavailable: 0}}",
        "from 1% to 100% | {nodeSelector: {}, template: {}, rollout: {maxUnavailable: '0%'}}",
        "from 1% to 100% | {nodeSelector: {}, template: {}, rollout: {maxUnavailable: some}}",
        "rollout.drain.timeout | {nodeSelector: {}, template: {}, rollout: {drain: {timeout: 10}}}",
        "rollout.drain.timeout | {nodeSelector: {}, template: {}, rollout: {drain: {timeout: soon}}}",
      })
  @DisplayName("policies that cannot be are refused, with the reason")
  void refuses(String words, String spec) {
    refused(words, "rules", spec);
  }

  @Test
  @DisplayName("entries of a template are held to the rules of a node's entries")
  void entries() {
    refused("same environment variable", "rules", entries("a", "a.b/c", "b", "a/b.c"));
    refused("Duplicate value", "rules", entries("a", "a/b", "a", "a/c"));
    refused(
        "same virtual function",
        "rules",
        entries("a", "a/b", "b", "a/c").replace("0000:01:00.0", "0000:00:00.0"));
  }

  @Test
  @DisplayName("a name that is too long to own fields is refused")
  void longName() {
    refused("at most 63 characters", "n".repeat(64), "{nodeSelector: {}, template: {}}");
    create("n".repeat(63), "{nodeSelector: {}, template: {}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy.yaml", "policy-rollout.yaml"})
  @DisplayName("the examples are taken")
  void examples(String file) throws IOException {
    var text = Files.readString(Path.of("..", "examples", file));
    var policy = Serialization.unmarshal(text, PassthroughPolicy.class);
    var created = product.client().resource(policy).dryRun(true).create();
    assertThat(created.getSpec()).isEqualTo(policy.getSpec());
  }

  @Test
  @DisplayName("priority, and the numbers of a rollout, have defaults")
  void defaults() {
    var rollout = create("rules", "{nodeSelector: {}, template: {}, rollout: {drain: {}}}");
    assertThat(rollout.<Integer>get("spec", "rollout", "maxUnavailable")).isEqualTo(1);
    assertThat(rollout.<String>get("spec", "rollout", "drain", "timeout")).isEqualTo("10m");
    assertThat(create("rules", "{nodeSelector: {}, template: {}}").<Integer>get("spec", "priority"))
        .isZero();
  }

  private void refused(String words, String name, String spec) {
    assertThatThrownBy(() -> create(name, spec))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, it -> assertThat(it.getCode()).isEqualTo(422))
        .hasMessageContaining(words);
  }

  private GenericKubernetesResource create(String name, String spec) {
    var policy =
        Serialization.unmarshal(
            """
            apiVersion: passthrough.dev/v1alpha1
            kind: PassthroughPolicy
            metadata: {name: %s}
            spec: %s
            """
                .formatted(name, spec),
            GenericKubernetesResource.class);
    return product.client().resource(policy).dryRun(true).create();
  }

  private static String entries(String one, String name, String two, String other) {
    return "{nodeSelector: {}, template: {resources: [%s, %s]}}"
        .formatted(ENTRY.formatted(one, name, 0), ENTRY.formatted(two, other, 1));
  }
}
