package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.ResourceNames;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An example that asks for a device asks for what igb-vfs.yaml offers")
class AskingExamplesTest {

  @ParameterizedTest
  @ValueSource(strings = {"pod.yaml", "vm-pod.yaml"})
  @DisplayName("as a pod, which looks into the variable of that resource")
  void pod(String file) throws IOException {
    var container =
        Serialization.unmarshal(text(file), Pod.class).getSpec().getContainers().getFirst();
    assertThat(container.getResources().getLimits()).containsOnlyKeys(offered());
    assertThat(container.getArgs().getFirst())
        .contains("^PCI_RESOURCE_" + ResourceNames.variable(offered()) + "=")
        .as("kubelet makes $ of it before the shell sees it (expansion.Expand)")
        .doesNotContain("$$");
  }

  @Test
  @DisplayName("as a virtual machine of KubeVirt's")
  void virtualMachine() throws IOException {
    var machine =
        Serialization.unmarshal(text("kubevirt-vm.yaml"), GenericKubernetesResource.class);
    assertThat(machine.getApiVersion()).isEqualTo("kubevirt.io/v1");
    assertThat(
            machine.<String>get(
                "spec", "template", "spec", "domain", "devices", "hostDevices", 0, "deviceName"))
        .isEqualTo(offered());
  }

  private static String offered() {
    return SpecFile.read(example("igb-vfs.yaml")).getSpec().resources().getFirst().resourceName();
  }

  private static String text(String file) throws IOException {
    return Files.readString(example(file));
  }

  private static Path example(String file) {
    return Path.of("..", "examples", file);
  }
}
