package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.SilentDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A card that was pulled out while a VM has it keeps no command waiting")
class SilentDeviceIT {

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  @BeforeEach
  void host() throws Exception {
    new LabHost(folder);
    SilentDevice.at(folder, LabHost.CARD_ON_NODE_1);
  }

  @Test
  @DisplayName("inspect shows it with what can be read, and names it")
  void inspect() {
    var run = Run.of("inspect", "--root", folder.toString(), "-o", "wide");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains(LabHost.CARD, LabHost.CARD_ON_NODE_1);
    assertThat(run.err()).contains(LabHost.CARD_ON_NODE_1 + " does not answer");
  }

  @Test
  @DisplayName("plan goes on with the others, and names it")
  void plan() throws Exception {
    var spec =
        Files.writeString(
            folder.resolve("node.yaml"),
            """
            apiVersion: passthrough.dev/v1alpha1
            kind: PassthroughNode
            metadata: {name: node-1}
            spec:
              mode: Enforce
              resources:
                - name: nic
                  resourceName: intel.com/nic
                  virtualFunctions: {physicalFunction: {address: "%s"}, count: 2}
            """
                .formatted(LabHost.CARD));

    var run = Run.of("plan", "--root", folder.toString(), "-f", spec.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("sriov_numvfs").contains(LabHost.CARD);
    assertThat(run.err()).contains(LabHost.CARD_ON_NODE_1 + " does not answer");
  }
}
