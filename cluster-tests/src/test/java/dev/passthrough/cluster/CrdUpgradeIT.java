package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In a group of their own, so that the operator of the cluster is not in the way. */
@ClusterTest
@DisplayName("Objects that were stored under the definitions of an earlier version")
class CrdUpgradeIT {

  private static final String GROUP = "passthrough.dev";
  private static final String PREVIOUS = "previous.passthrough.dev";

  private static final String READY =
      "{type: Ready, status: 'True', lastTransitionTime: '2026-01-05T10:00:00Z', reason: AsDesired, message: ''}";

  private final Product product;

  CrdUpgradeIT(Product product) {
    this.product = product;
  }

  @AfterEach
  void gone() {
    for (var kind : new String[] {"nodes", "policies"}) {
      product
          .client()
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName("passthrough" + kind + "." + PREVIOUS)
          .delete();
    }
  }

  @Test
  @DisplayName("of nodes are served, read and changed under those of today, and keep what they say")
  void nodes() throws IOException {
    define("nodes", "previous/passthroughnodes.yaml");
    stored(
        "PassthroughNode",
        """
        spec:
          mode: Enforce
          resources:
          - name: nics
            resourceName: intel.com/igb-vf
            virtualFunctions: {count: 2, physicalFunction: {address: "0000:01:00.0"}}
        """);
    word("PassthroughNode", "status: {observedGeneration: 1, conditions: [%s]}".formatted(READY));

    upgrade("nodes");

    var read = read("PassthroughNode", PassthroughNode.class);
    assertThat(read.getSpec().mode()).isEqualTo(Mode.Enforce);
    assertThat(read.getSpec().resources()).containsExactly(entry());
    assertThat(read.getStatus().conditions()).hasSize(1);
    // It takes the API server a moment to go by the definition that it has.
    Product.eventually("a field of today to be taken")
        .ignoreExceptions()
        .untilAsserted(() -> {
          word("PassthroughNode", "status: {advertisedBoot: here}");
          assertThat(read("PassthroughNode", PassthroughNode.class).getStatus().advertisedBoot())
              .isEqualTo("here");
        });
    change("PassthroughNode", "{\"spec\":{\"host\":{\"reboot\":\"Never\"},\"mode\":\"Plan\"}}");
    var changed = read("PassthroughNode", PassthroughNode.class);
    assertThat(changed.getStatus().conditions()).hasSize(1);
    assertThat(changed.getSpec().mode()).isEqualTo(Mode.Plan);
    assertThat(changed.getSpec().resources()).containsExactly(entry());
  }

  @Test
  @DisplayName("of policies as well")
  void policies() throws IOException {
    define("policies", "previous/passthroughpolicies.yaml");
    stored(
        "PassthroughPolicy",
        """
        spec:
          nodeSelector: {matchLabels: {a: b}}
          priority: 7
          template:
            mode: Plan
            resources:
            - name: nics
              resourceName: intel.com/igb-vf
              virtualFunctions: {count: 2, physicalFunction: {address: "0000:01:00.0"}}
        """);

    upgrade("policies");

    Product.eventually("a field of today to be taken")
        .untilAsserted(() -> {
          change("PassthroughPolicy", "{\"spec\":{\"rollout\":{\"maxUnavailable\":2}}}");
          var rollout = read("PassthroughPolicy", PassthroughPolicy.class).getSpec().rollout();
          assertThat(Objects.requireNonNull(rollout).most(10)).isEqualTo(2);
        });
    var changed = read("PassthroughPolicy", PassthroughPolicy.class).getSpec();
    assertThat(changed.priority()).isEqualTo(7);
    assertThat(changed.template().resources()).containsExactly(entry());
  }

  private static ResourceEntry entry() {
    return ResourceEntry.of(
        "nics",
        Product.RESOURCE,
        new VirtualFunctions(new PhysicalFunctionSelector(FixtureHost.CARD), 2));
  }

  private void define(String kind, String resource) throws IOException {
    var text =
        new String(
            Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(resource))
                .readAllBytes(),
            StandardCharsets.UTF_8);
    product.client().resource(definition(text)).create();
    served(kind);
  }

  private void upgrade(String kind) throws IOException {
    var today =
        definition(
            Files.readString(
                Path.of("..", "crds", "passthrough.dev_passthrough" + kind + ".yaml")));
    product.client().resource(today).forceConflicts().serverSideApply();
    var generation =
        product
            .client()
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("passthrough" + kind + "." + PREVIOUS)
            .require()
            .getMetadata()
            .getGeneration();
    assertThat(generation).as("the definition has changed").isGreaterThan(1);
    served(kind);
  }

  private static CustomResourceDefinition definition(String yaml) {
    var read = Serialization.unmarshal(yaml, CustomResourceDefinition.class);
    return new CustomResourceDefinitionBuilder(read)
        .editMetadata()
        .withName(read.getSpec().getNames().getPlural() + "." + PREVIOUS)
        .endMetadata()
        .editSpec()
        .withGroup(PREVIOUS)
        .endSpec()
        .build();
  }

  private void served(String kind) {
    Product.eventually("passthrough" + kind + " to be served")
        .ignoreExceptions()
        .until(() ->
            product
                    .client()
                    .genericKubernetesResources(
                        PREVIOUS + "/v1alpha1",
                        kind.equals("nodes") ? "PassthroughNode" : "PassthroughPolicy")
                    .list()
                != null);
  }

  private void stored(String kind, String spec) {
    product.client().resource(generic(kind, spec)).create();
  }

  private void word(String kind, String status) {
    product
        .client()
        .resource(generic(kind, status))
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("test-" + Integer.toHexString(status.hashCode()))
                .withForce(true)
                .build());
  }

  private void change(String kind, String patch) {
    object(kind).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private <T> T read(String kind, Class<T> type) {
    var text = Serialization.asJson(object(kind).require()).replace(PREVIOUS, GROUP);
    return Serialization.unmarshal(text, type);
  }

  private Resource<GenericKubernetesResource> object(String kind) {
    return product
        .client()
        .genericKubernetesResources(PREVIOUS + "/v1alpha1", kind)
        .withName("stored");
  }

  private static GenericKubernetesResource generic(String kind, String body) {
    return Serialization.unmarshal(
        "apiVersion: %s/v1alpha1\nkind: %s\nmetadata: {name: stored}\n%s"
            .formatted(PREVIOUS, kind, body),
        GenericKubernetesResource.class);
  }
}
