package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pod that asks for devices, prints what it got with the node's own programs, and is done. */
record Consumer(Product product, Pod pod) {

  /** A shell keeps a variable with a '-' in its name from its children; its own are all here. */
  private static final String PRINT = "tr '\\0' '\\n' < /proc/self/environ; ls -d /dev/vfio/*";

  static Consumer of(Product product, String resource, int count) {
    return running(product, resource, count, PRINT);
  }

  /** One that keeps its devices until it is removed. */
  static Consumer staying(Product product, String resource, int count) {
    return running(product, resource, count, "exec sleep 100000");
  }

  private static Consumer running(Product product, String resource, int count, String script) {
    var amount = Map.of(resource, new Quantity("" + count));
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName("consumer-")
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .addNewContainer()
            .withName("consumer")
            .withImage("passthrough/lab:1")
            .withImagePullPolicy("Never")
            .withCommand("/bin/sh", "-c", script)
            .withNewResources()
            .withRequests(amount)
            .withLimits(amount)
            .endResources()
            .addNewVolumeMount()
            .withName("usr")
            .withMountPath("/usr")
            .withReadOnly(true)
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("usr")
            .withNewHostPath("/usr", "Directory")
            .endVolume()
            .endSpec()
            .build();
    return new Consumer(product, product.client().resource(pod).create());
  }

  /** What the pod printed; waits for its end, and removes it. */
  String log() {
    var resource = product.client().resource(pod);
    try {
      var ended = resource.waitUntilCondition(Consumer::hasEnded, 2, TimeUnit.MINUTES);
      var log =
          product
              .client()
              .pods()
              .inNamespace("default")
              .withName(pod.getMetadata().getName())
              .getLog();
      assertThat(ended.getStatus().getPhase()).as(log).isEqualTo("Succeeded");
      return log;
    } finally {
      resource.withGracePeriod(0).delete();
    }
  }

  private static boolean hasEnded(@Nullable Pod pod) {
    return pod != null && List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }
}
