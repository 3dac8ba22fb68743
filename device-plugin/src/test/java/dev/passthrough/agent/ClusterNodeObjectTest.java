package dev.passthrough.agent;

import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.kubelet.testing.ApiServerStandIn;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An object in the API server")
class ClusterNodeObjectTest {

  @TempDir Path tmp;

  @Test
  @DisplayName("gets the agent's word, and an API server that is away ends nothing")
  void reports() throws Exception {
    var api = new ApiServerStandIn(tmp, node());
    try (var client = client(api);
        var object = ClusterNodeObject.watch(client, "worker", false)) {
      await().until(() -> object.current().isPresent());
      var seen = object.current().orElseThrow();
      assertThat(object.report(seen, status(seen, "first"))).isTrue();
      assertThat(api.status()).isPresent();

      api.close();
      assertThat(object.report(seen, status(seen, "second")))
          .as("whether nobody heard it")
          .isFalse();
      assertThat(object.current()).as("what is known").isPresent();
    }
  }

  @Test
  @DisplayName("is told again what it had before the last word, though its last is not known yet")
  void knowsItsLastWord() throws Exception {
    var api = new ApiServerStandIn(tmp, node());
    try (var client = client(api);
        var object = ClusterNodeObject.watch(client, "worker", false)) {
      await().until(() -> object.current().isPresent());
      var first = status(object.current().orElseThrow(), "first");
      assertThat(object.report(object.current().orElseThrow(), first)).isTrue();
      assertThat(api.status().map(PassthroughNodeStatus::ofAgent)).contains(first);
      await().until(object::isReported);
      var seen = object.current().orElseThrow();

      assertThat(object.report(seen, status(seen, "second"))).isTrue();
      assertThat(object.report(seen, first)).isTrue();
      assertThat(api.status().map(PassthroughNodeStatus::ofAgent)).contains(first);

      await().until(object::isReported);
      api.overwrite(status(seen, "another's"));
      await().until(() -> !object.isReported());
    }
    api.close();
  }

  private static PassthroughNode node() {
    var node = new PassthroughNode();
    node.setMetadata(new ObjectMetaBuilder().withName("worker").build());
    node.setSpec(spec());
    return node;
  }

  private static PassthroughNodeStatus status(PassthroughNode node, String failure) {
    var turn =
        new Turn(
            Plan.of(List.of()),
            List.of(failure),
            List.of(),
            Set.of(),
            Map.of(),
            List.of(),
            Map.of());
    return new Report(node, Clock.systemUTC(), Map.of()).of(turn, "boot");
  }

  private static KubernetesClient client(ApiServerStandIn api) {
    var config =
        new ConfigBuilder(Config.fromKubeconfig(api.kubeconfig()))
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
