package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
class AgentRightsIT {

  private static final String OTHER = "other-node";
  private static final String STATUS = "{\"status\":{\"allocatable\":\"made up\"}}";

  private final Product product;

  AgentRightsIT(Product product) {
    this.product = product;
  }

  @BeforeEach
  void objects() {
    for (var name : new String[] {Rig.NODE, OTHER}) {
      product.client().resource(named(name)).create();
    }
    await("the agent's pod").atMost(Duration.ofSeconds(60)).until(() -> agentPod() != null);
  }

  @AfterEach
  void gone() {
    for (var name : new String[] {Rig.NODE, OTHER}) {
      product.object(name).delete();
      await(name + " to be gone")
          .atMost(Duration.ofSeconds(60))
          .until(() -> product.object(name).get() == null);
    }
  }

  @Test
  @DisplayName("an agent's token writes the status of its own node's object, and nothing else")
  void ownStatusOnly() {
    try (var agent = agent(true)) {
      patch(agent, Rig.NODE, "status", STATUS);
      // Beside the status, the API server takes nothing at that address.
      patch(
          agent,
          Rig.NODE,
          "status",
          "{\"spec\":{\"mode\":\"Enforce\"},\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
      var object = product.object(Rig.NODE).require();
      assertThat(object.getSpec().mode()).isEqualTo(Mode.Observe);
      assertThat(object.getMetadata().getLabels()).isNullOrEmpty();
      refused(
          "cannot patch",
          () -> patch(agent, Rig.NODE, "", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
      refused("cannot update", () -> agent.resource(object).update());
      refused("its own node", () -> patch(agent, OTHER, "status", STATUS));
      refused(
          "cannot patch", () -> patch(agent, Rig.NODE, "", "{\"spec\":{\"mode\":\"Enforce\"}}"));
      refused("cannot delete", () -> agent.resource(named(Rig.NODE)).delete());
      refused("cannot create", () -> agent.resource(named("third")).create());
      refused("cannot list", () -> agent.pods().inNamespace(Product.NAMESPACE).list());
      refused("cannot list", () -> agent.secrets().inNamespace(Product.NAMESPACE).list());
    }
  }

  @Test
  @DisplayName("a token of the agents' account that is bound to no pod writes no status at all")
  void unboundToken() {
    try (var agent = agent(false)) {
      refused("its own node", () -> patch(agent, Rig.NODE, "status", STATUS));
    }
  }

  private KubernetesClient agent(boolean boundToPod) {
    var request = new TokenRequestBuilder().withNewSpec().endSpec().build();
    if (boundToPod) {
      request =
          new TokenRequestBuilder(request)
              .editSpec()
              .withNewBoundObjectRef("v1", "Pod", agentPod(), null)
              .endSpec()
              .build();
    }
    TokenRequest answer =
        product
            .client()
            .serviceAccounts()
            .inNamespace(Product.NAMESPACE)
            .withName("passthrough-agent")
            .tokenRequest(request);
    Config config =
        new ConfigBuilder(product.client().getConfiguration())
            .withOauthToken(answer.getStatus().getToken())
            .withUserAgent(AuditLog.NOT_OURS)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** The name of the agent's pod, once it is on its node. */
  private @Nullable String agentPod() {
    return product
        .client()
        .pods()
        .inNamespace(Product.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "agent")
        .list()
        .getItems()
        .stream()
        .filter(it -> it.getSpec().getNodeName() != null)
        .map(it -> it.getMetadata().getName())
        .findFirst()
        .orElse(null);
  }

  private static void patch(
      KubernetesClient client, String name, String subresource, String patch) {
    var merge = PatchContext.of(PatchType.JSON_MERGE);
    var resource = client.resource(named(name));
    if (subresource.isEmpty()) {
      resource.patch(merge, patch);
    } else {
      resource.subresource(subresource).patch(merge, patch);
    }
  }

  private static void refused(String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, it -> assertThat(it.getCode()).isEqualTo(403))
        .hasMessageContaining(words);
  }

  private static PassthroughNode named(String name) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    return object;
  }
}
