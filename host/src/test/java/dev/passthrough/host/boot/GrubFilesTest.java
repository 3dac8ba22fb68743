package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Reason;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.plan.WriteFile;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.DistributionStandIn;
import dev.passthrough.host.testing.InMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of GRUB's files counts what a shell ends with that reads them all")
class GrubFilesTest {

  private static final HostSpec SPEC =
      new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);

  @TempDir(factory = InMemory.class)
  Path root;

  private DistributionStandIn distribution;
  private PreparedHost host;

  @BeforeEach
  void makeHost() throws Exception {
    distribution = BootHost.DEBIAN.make(root);
    host = new PreparedHost(root, HostAccess.full(distribution));
    Files.createDirectories(root.resolve("etc/default/grub.d"));
  }

  @Test
  @DisplayName("an argument that a later drop-in does away with is given once more")
  void overwritten() throws Exception {
    file("", "GRUB_CMDLINE_LINUX_DEFAULT='intel_iommu=on iommu=pt'");
    file(".d/50-cloudimg-settings.cfg", "GRUB_CMDLINE_LINUX_DEFAULT='console=ttyS0'");
    distribution.run(List.of("update-grub"));

    assertThat(host.apply(SPEC).hostFailures()).isEmpty();
    distribution.boot();

    assertThat(Files.readString(root.resolve("proc/cmdline")))
        .contains("console=ttyS0", "intel_iommu=on", "iommu=pt");
    assertThat(host.plan(SPEC)).isEqualTo(new Preparation(List.of(), List.of()));
  }

  @Test
  @DisplayName("an argument that is there by a name of its own is not given twice")
  void byName() throws Exception {
    file("", "OURS='intel_iommu=on iommu=pt'\nGRUB_CMDLINE_LINUX=\"quiet $OURS\"");
    assertThat(host.plan(SPEC).steps()).noneMatch(GrubFilesTest::writesGrub);
  }

  @Test
  @DisplayName("one that has to go and is there by a name of its own is left to a person")
  void staysByName() throws Exception {
    file("", "OFF=intel_iommu=off\nGRUB_CMDLINE_LINUX=\"quiet $OFF\"");
    distribution.run(List.of("update-grub"));

    assertThat(host.plan(SPEC).steps()).noneMatch(GrubFilesTest::writesGrub);
    assertThat(host.plan(SPEC).notices().getFirst().reason()).isEqualTo(Reason.ChangeByHand);
    assertThat(host.plan(SPEC).notices().getFirst().message()).contains("intel_iommu=off");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("what this program added before stays where a person has to add the rest")
  void addedBefore(boolean booted) throws Exception {
    assertThat(host.apply(SPEC).hostFailures()).isEmpty();
    if (booted) {
      distribution.boot();
    }
    var found = host.files();
    var grub = root.resolve("etc/default/grub");
    var text = Files.readString(grub);
    file("", text + "X=\"iommu=off\"\nGRUB_CMDLINE_LINUX=\"$X\"");
    var dropIn = root.resolve(GrubLoader.DROP_IN);

    assertThat(host.apply(SPEC).hostFailures()).isEmpty();

    assertThat(dropIn).hasContent(found.get(GrubLoader.DROP_IN));
    assertThat(host.plan(SPEC).steps()).noneMatch(GrubFilesTest::writesGrub);
    Files.writeString(grub, text);
    assertThat(host.restore().hostFailures()).isEmpty();
    assertThat(dropIn).doesNotExist();
  }

  private static boolean writesGrub(Object step) {
    return step instanceof WriteFile it && it.path().contains("grub");
  }

  private void file(String beside, String text) throws Exception {
    Files.writeString(root.resolve("etc/default/grub" + beside), text + "\n");
  }
}
