package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Prepares an installed Debian with its own update-grub. Not among the tests that run by
 * themselves: {@code lab/boot-tools} installs the distribution and runs this, as root.
 */
@DisplayName("The programs of an installed distribution take what is written for them")
class RealDistribution {

  private static final HostSpec SPEC =
      new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);

  @Test
  @DisplayName(
      "update-grub puts the arguments into the menu of every kernel, and restore takes them out")
  void grub() throws Exception {
    var debian = InstalledDebian.named();
    Files.copy(
        debian.root().resolve("usr/share/grub/default/grub"),
        debian.root().resolve("etc/default/grub"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.createDirectories(debian.root().resolve("boot/grub"));
    debian.programs().run(List.of("update-grub"));
    var host = debian.host();
    var found = debian.files("etc", "boot/grub");
    var menu = kernels(debian);

    var report = host.apply(SPEC);

    assertThat(report.hostFailures()).isEmpty();
    assertThat(kernels(debian)).isNotEmpty().isNotEqualTo(menu);
    assertThat(kernels(debian).stream().filter(it -> !it.contains("single")))
        .isNotEmpty()
        .allMatch(it -> it.contains(" quiet intel_iommu=on iommu=pt"));
    assertThat(host.plan(SPEC).steps()).isEmpty();

    assertThat(host.restore().hostFailures()).isEmpty();
    assertThat(debian.changed(found, "etc", "boot/grub")).isEmpty();
    assertThat(host.ledger().holdsNothing()).isTrue();
  }

  private List<String> kernels(InstalledDebian debian) throws IOException {
    return Files.readAllLines(debian.root().resolve("boot/grub/grub.cfg")).stream()
        .map(String::strip)
        .filter(it -> it.startsWith("linux"))
        .toList();
  }
}
