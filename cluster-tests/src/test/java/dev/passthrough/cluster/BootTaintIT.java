package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ClusterTest
@DisplayName("After a boot, the operator's taint")
class BootTaintIT {

  private static final String KEY = "passthrough.dev/not-ready";
  private static final String MARK = "passthrough.dev/boot";
  private static final String PAPER = "paper-boots";

  private final Product product;

  BootTaintIT(Product product) {
    this.product = product;
  }

  @AfterEach
  void gone() throws Exception {
    product.client().nodes().withName(PAPER).delete();
    for (var name : List.of(PAPER, Rig.NODE)) {
      product.object(name).delete();
      Product.eventually(name + " to be gone").until(() -> product.object(name).get() == null);
    }
    product.rig().fixture().boots(FixtureHost.FIRST_BOOT);
    product.rig().bootsToKubelet(FixtureHost.FIRST_BOOT);
    Product.eventually("the node to be ready")
        .until(() ->
            node(Rig.NODE).getStatus().getConditions().stream()
                .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True")));
  }

  @Test
  @DisplayName("keeps pods off a real node until its agent offers all there is")
  void realNode() throws Exception {
    product.offer(Product.functions(3));
    assertThat(product.object(Rig.NODE).require().getStatus().advertisedBoot())
        .isEqualTo(FixtureHost.FIRST_BOOT);
    assertThat(node(Rig.NODE).getStatus().getNodeInfo().getBootID())
        .isEqualTo(FixtureHost.FIRST_BOOT);

    var boot = UUID.randomUUID().toString();
    product.rig().bootsToKubelet(boot);
    Product.eventually("the taint").until(() -> taints(Rig.NODE).contains(KEY));

    product.rig().bootsToAgent(boot);
    Product.eventually("the taint to go")
        .untilAsserted(() -> {
          assertThat(product.object(Rig.NODE).require().getStatus().advertisedBoot())
              .isEqualTo(boot);
          assertThat(taints(Rig.NODE)).doesNotContain(KEY);
          assertThat(mark(Rig.NODE)).isEmpty();
        });
  }

  @Test
  @DisplayName(
      "goes after its time with a Warning, comes back with the next boot, and goes with the object")
  void inVain() {
    product.client().resource(paper()).create();
    boots("one");
    product.client().resource(object()).create();
    offersAllIn("one");
    boots("two");
    Product.eventually("the taint").until(() -> taints(PAPER).contains(KEY));
    assertThat(taints(PAPER)).contains("example.org/theirs");
    assertThat(mark(PAPER)).hasValueSatisfying(it -> assertThat(it).startsWith("two Waiting "));

    Product.eventually("the taint to go").until(() -> !taints(PAPER).contains(KEY));
    assertThat(mark(PAPER)).hasValueSatisfying(it -> assertThat(it).startsWith("two GivenUp "));
    Product.eventually("a word of it")
        .untilAsserted(() ->
            assertThat(
                    product
                        .client()
                        .events()
                        .v1()
                        .events()
                        .inNamespace("default")
                        .list()
                        .getItems())
                .filteredOn(it -> it.getReason().equals("NotOfferedInTime"))
                .extracting(it -> it.getRegarding().getKind() + " " + it.getRegarding().getName())
                .containsExactlyInAnyOrder("Node " + PAPER, "PassthroughNode " + PAPER));

    boots("three");
    Product.eventually("the taint of the next boot").until(() -> taints(PAPER).contains(KEY));
    offersAllIn("three");
    Product.eventually("the taint to go").until(() -> !taints(PAPER).contains(KEY));

    boots("four");
    Product.eventually("the taint again").until(() -> taints(PAPER).contains(KEY));
    product.object(PAPER).delete();
    Product.eventually("the taint to go with the object")
        .untilAsserted(() -> {
          assertThat(taints(PAPER)).containsExactly("example.org/theirs");
          assertThat(mark(PAPER)).isEmpty();
        });
  }

  private Node node(String name) {
    return product.client().nodes().withName(name).require();
  }

  private List<String> taints(String name) {
    return node(name).getSpec().getTaints().stream().map(Taint::getKey).toList();
  }

  private Optional<String> mark(String name) {
    return Optional.ofNullable(node(name).getMetadata().getAnnotations())
        .flatMap(it -> Optional.ofNullable(it.get(MARK)));
  }

  /** What kubelet would say. */
  private void boots(String boot) {
    said(() ->
        product
            .client()
            .nodes()
            .withName(PAPER)
            .editStatus(it ->
                new NodeBuilder(it)
                    .editOrNewStatus()
                    .withNewNodeInfo()
                    .withBootID(boot)
                    .endNodeInfo()
                    .endStatus()
                    .build()));
  }

  /** What the agent would say. */
  private void offersAllIn(String boot) {
    said(() ->
        product
            .object(PAPER)
            .editStatus(it -> {
              @Nullable PassthroughNodeStatus status = it.getStatus();
              it.setStatus(
                  (status == null
                          ? new PassthroughNodeStatus(1L, null, List.of(), List.of())
                          : status)
                      .advertisedIn(boot));
              return it;
            }));
  }

  /** Once more where the operator wrote in the same moment, as kubelet and agents do. */
  private static void said(Runnable word) {
    Product.eventually("the word to be taken")
        .until(() -> {
          try {
            word.run();
            return true;
          } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
              return false;
            }
            throw e;
          }
        });
  }

  private static Node paper() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(PAPER)
        .endMetadata()
        .withNewSpec()
        .addNewTaint("NoSchedule", "example.org/theirs", null, null)
        .endSpec()
        .build();
  }

  private static PassthroughNode object() {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(PAPER).build());
    object.setSpec(new PassthroughNodeSpec(Mode.Enforce, List.of(Product.functions(3))));
    return object;
  }
}
