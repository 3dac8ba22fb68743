package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
class MissingNodeIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Product product;

  MissingNodeIT(Product product) {
    this.product = product;
  }

  @Test
  @DisplayName(
      "an object for a node that does not exist says so, brings no agent, and can be deleted")
  void missing() {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName("nowhere").build());
    product.client().resource(object).create();
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(
                    Conditions.find(
                        Conditions.current(product.object("nowhere").require()),
                        ConditionType.Ready))
                .hasValueSatisfying(it -> {
                  assertThat(it.status()).isEqualTo("False");
                  assertThat(it.reason()).isEqualTo("NodeNotFound");
                  assertThat(it.message()).contains("nowhere");
                }));
    assertThat(
            product.client().apps().daemonSets().inNamespace(Product.NAMESPACE).list().getItems())
        .isEmpty();
    product.object("nowhere").delete();
    await().atMost(SOON).until(() -> product.object("nowhere").get() == null);
  }
}
