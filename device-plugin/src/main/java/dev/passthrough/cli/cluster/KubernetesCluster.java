package dev.passthrough.cli.cluster;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.cli.CommandFailure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A cluster behind an API server, with the rights of the person who asks. */
final class KubernetesCluster implements Cluster {

  /** A JSON patch whose test does not hold: {@code Invalid}. */
  private static final int INVALID = 422;

  private static final String PROGRAM = "/opt/passthrough/bin/passthrough";
  private static final int SNAPSHOT_SECONDS = 60;

  private final KubernetesClient client;
  private final String namespace;

  private KubernetesCluster(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  static Cluster of(Access access) {
    return new KubernetesCluster(
        new KubernetesClientBuilder().withConfig(Config.autoConfigure(access.context)).build(),
        access.namespace);
  }

  @Override
  public List<PassthroughNode> objects() {
    return all(PassthroughNode.class, "passthroughnodes");
  }

  @Override
  public List<PassthroughPolicy> policies() {
    return all(PassthroughPolicy.class, "passthroughpolicies");
  }

  private <T extends HasMetadata> List<T> all(Class<T> kind, String plural) {
    try {
      return client.resources(kind).list().getItems().stream()
          .sorted(Comparator.comparing(it -> it.getMetadata().getName()))
          .toList();
    } catch (KubernetesClientException e) {
      throw CommandFailure.failed(
          "the %s could not be read from %s (%s). Check with 'kubectl get %s'."
              .formatted(plural, client.getMasterUrl(), e.getMessage(), plural));
    }
  }

  @Override
  public boolean grant(String node, String hash) {
    var patch =
        Serialization.asJson(
            List.of(
                Map.of("op", "test", "path", "/status/privileged/seen/plan/hash", "value", hash),
                Map.of("op", "add", "path", "/spec/grant", "value", hash)));
    try {
      client
          .resources(PassthroughNode.class)
          .withName(node)
          .patch(PatchContext.of(PatchType.JSON), patch);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == INVALID) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void evidence(
      boolean snapshots, BiConsumer<String, byte[]> file, Consumer<String> missing) {
    var evidence = new Evidence(client, namespace, file, missing);
    var pods = evidence.gather();
    if (snapshots) {
      evidence.snapshots(pods, this::snapshot);
    }
  }

  private byte[] snapshot(Pod pod) {
    var out = new ByteArrayOutputStream();
    try (var run =
        client
            .pods()
            .resource(pod)
            .writingOutput(out)
            .exec(PROGRAM, "snapshot", "--root", "/host", "-o", "-")) {
      var code = run.exitCode().orTimeout(SNAPSHOT_SECONDS, TimeUnit.SECONDS).join();
      if (code == null || code != 0) {
        throw new KubernetesClientException("the program in its pod ended with " + code);
      }
      return out.toByteArray();
    }
  }
}
