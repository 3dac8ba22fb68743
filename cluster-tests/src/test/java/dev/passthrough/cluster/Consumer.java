package dev.passthrough.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A pod that asks for devices, prints what it got, and is done. */
record Consumer(Product product, Pod pod) {

  static Consumer of(Product product, String resource, int count) {
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
            .withImage("passthrough/agent:" + System.getProperty("project.version"))
            .withImagePullPolicy("Never")
            .withCommand("/bin/sh", "-c", "env; ls -d /dev/vfio/*")
            .withNewResources()
            .withRequests(amount)
            .withLimits(amount)
            .endResources()
            .endContainer()
            .endSpec()
            .build();
    return new Consumer(product, product.client().resource(pod).create());
  }

  /** What the pod printed; waits for its end, and removes it. */
  String log() {
    var resource = product.client().resource(pod);
    try {
      resource.waitUntilCondition(
          it -> it != null && "Succeeded".equals(it.getStatus().getPhase()), 60, TimeUnit.SECONDS);
      return product
          .client()
          .pods()
          .inNamespace("default")
          .withName(pod.getMetadata().getName())
          .getLog();
    } finally {
      resource.withGracePeriod(0).delete();
    }
  }
}
