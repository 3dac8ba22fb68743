package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.KernelWrites;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.InMemory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits as long as the command does before it goes on without the devices. */
@DisplayName("spec.host from the command line, while an agent has the devices")
class BesideTheAgentIT {

  @TempDir(factory = InMemory.class)
  Path root;

  @Test
  @DisplayName(
      "is applied to the host's own files, and the rest is left to the agent, by its process")
  void besideTheAgent() throws Exception {
    BootHost.DEBIAN.make(root);
    try (var _ =
        Applier.open(
            HostRoot.at(root), KernelWrites.files(), Deadlines.usual(), Duration.ofSeconds(1))) {
      var applied =
          Run.of("apply", "--yes", "-f", "../examples/host-iommu.yaml", "--root", root.toString());

      assertThat(applied.code()).isZero();
      assertThat(applied.out()).contains("left to the one that has them", "process ");
      assertThat(root.resolve("etc/default/grub.d/zz-passthrough.cfg")).exists();
    }
  }
}
