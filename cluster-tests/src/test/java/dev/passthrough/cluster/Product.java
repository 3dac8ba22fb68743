package dev.passthrough.cluster;

import com.marcnuri.helm.Helm;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;

/** The chart, installed on a rig as an admin would; agents see the rig's fixture as their host. */
record Product(Rig rig) implements AutoCloseable {

  static final String NAMESPACE = "passthrough-system";
  static final Path CHART = Path.of("..", "charts", "passthrough");

  private static final int SECONDS = 180;

  static Product installedOn(Rig rig) {
    try {
      install(rig);
    } catch (RuntimeException e) {
      rig.close();
      throw e;
    }
    return new Product(rig);
  }

  private static void install(Rig rig) {
    new Helm(CHART)
        .install()
        .withName("passthrough")
        .withNamespace(NAMESPACE)
        .createNamespace()
        .set("agent.hostRoot", "/fixture")
        .set("privilegedPods.enabled", "true")
        .set("rollouts.enabled", "true")
        .set("kubevirt.enabled", "true")
        .set("kubevirt.keepMediatedDevices", "true")
        .set("logging.level", "DEBUG")
        .waitReady()
        .withTimeout(SECONDS)
        .withKubeConfigContents(rig.kubeconfig())
        .call();
  }

  KubernetesClient client() {
    return rig.client();
  }

  Resource<PassthroughNode> object(String name) {
    return client().resources(PassthroughNode.class).withName(name);
  }

  @Override
  public void close() {
    rig.close();
  }
}
