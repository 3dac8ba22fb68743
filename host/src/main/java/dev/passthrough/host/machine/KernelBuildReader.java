package dev.passthrough.host.machine;

import dev.passthrough.host.HostRoot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads what the running kernel was built with: the file that distributions put beside it, or what
 * it says itself (CONFIG_IKCONFIG_PROC).
 */
final class KernelBuildReader {

  private static final String OWN = "proc/config.gz";

  /** A kernel's is below half a megabyte. */
  private static final int MOST_BYTES = 4 << 20;

  private KernelBuildReader() {}

  /**
   * Whether it can make virtual functions (drivers/pci/Kconfig, CONFIG_PCI_IOV).
   *
   * @param release of the running kernel, where known
   */
  static Fact<Boolean> sriov(HostRoot root, Optional<String> release) {
    var beside =
        release.stream()
            .filter(it -> !it.contains("/"))
            .flatMap(it -> List.of("boot/config-" + it, "lib/modules/" + it + "/config").stream());
    for (var place : beside.toList()) {
      var lines = root.lines(place);
      if (lines.filter(it -> !it.isEmpty()).isPresent()) {
        return Fact.of(has(lines.get(), "CONFIG_PCI_IOV"), "/" + place);
      }
    }
    return Fact.in("/" + OWN, own(root).map(it -> has(it, "CONFIG_PCI_IOV")));
  }

  private static boolean has(List<String> lines, String option) {
    return lines.contains(option + "=y");
  }

  private static Optional<List<String>> own(HostRoot root) {
    return root.bytes(OWN, MOST_BYTES)
        .flatMap(packed -> {
          try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            var text = new String(unpacked.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return Optional.of(text.lines().toList());
          } catch (IOException damaged) {
            return Optional.empty();
          }
        });
  }
}
