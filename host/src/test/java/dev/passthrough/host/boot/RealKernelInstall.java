package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Entries that an installed Debian's own kernel-install makes. Run by {@code lab/boot-tools}. */
@DisplayName("Entries of real kernel-install are edited, and so are those that it makes later")
class RealKernelInstall {

  private static final HostSpec SPEC =
      new HostSpec(Iommu.AsFound, List.of("iommu=pt", "pci=realloc"), Reboot.Never);

  private static final String FOUND = "root=/dev/sda1 rw quiet";

  @Test
  void laterKernel() throws Exception {
    var debian = InstalledDebian.named();
    debian.write("etc/kernel/cmdline", FOUND + "\n");
    debian.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    Files.createDirectories(debian.root().resolve("boot/loader/entries"));
    Files.createDirectories(debian.root().resolve("boot/0123456789abcdef0123456789abcdef"));
    install(debian, "6.1.0-first");
    var found = debian.files("etc", "boot/loader");

    assertThat(debian.host().apply(SPEC).hostFailures()).isEmpty();
    assertThat(options(debian, "6.1.0-first")).contains("quiet", "iommu=pt", "pci=realloc");
    install(debian, "6.1.0-later");
    assertThat(options(debian, "6.1.0-later")).contains("quiet", "iommu=pt", "pci=realloc");
    assertThat(debian.host().plan(SPEC).steps()).isEmpty();

    assertThat(debian.host().restore().hostFailures()).isEmpty();
    assertThat(options(debian, "6.1.0-later"))
        .contains("quiet")
        .doesNotContain("iommu=pt", "pci=realloc");
    debian.said("kernel-install", "remove", "6.1.0-later");
    assertThat(debian.changed(found, "etc", "boot/loader")).isEmpty();
    assertThat(debian.host().ledger().holdsNothing()).isTrue();
    debian.said("rm", "-r", "/boot/loader", "/etc/kernel/cmdline");
  }

  private static void install(InstalledDebian debian, String version) throws Exception {
    var kernel = debian.inBoot("vmlinuz-").getFileName();
    debian.said("kernel-install", "add", version, "/boot/" + kernel);
  }

  private static List<String> options(InstalledDebian debian, String version) throws IOException {
    try (var all = Files.list(debian.root().resolve("boot/loader/entries"))) {
      var entry =
          all.filter(it -> it.toString().contains(version))
              .findFirst()
              .orElseThrow(() -> new IOException("no entry for " + version));
      return new EntryFile().arguments(Files.readString(entry));
    }
  }
}
