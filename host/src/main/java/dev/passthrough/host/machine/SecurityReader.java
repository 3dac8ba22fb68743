package dev.passthrough.host.machine;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.kernellog.KernelLog;
import dev.passthrough.host.kernellog.Topic;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads whether the firmware checks signatures and the kernel locks itself against root. */
final class SecurityReader {

  /**
   * The variable of the UEFI specification; Linux puts four bytes of attributes before its one
   * byte.
   */
  private static final String SECURE_BOOT =
      "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

  private static final int ATTRIBUTES = 4;
  private static final String LOCKDOWN = "/sys/kernel/security/lockdown";
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

  private SecurityReader() {}

  static Fact<Boolean> secureBoot(HostRoot root, Fact<KernelLog> log) {
    var variable = root.folder("/").bytes(SECURE_BOOT.substring(1), ATTRIBUTES + 1);
    if (variable.isPresent()) {
      return Fact.in(
          SECURE_BOOT,
          variable.filter(b -> b.length == ATTRIBUTES + 1).map(b -> b[ATTRIBUTES] == 1));
    }
    // A machine started by a BIOS has firmware files but no efi among them.
    if (root.resolve("sys/firmware/acpi").isPresent()
        && root.resolve("sys/firmware/efi").isEmpty()) {
      return Fact.of(false, "/sys/firmware (no efi: started by a BIOS)");
    }
    return log.value().flatMap(SecurityReader::logged).isPresent()
        ? Fact.in(log.source(), log.value().flatMap(SecurityReader::logged))
        : Fact.unknown(SECURE_BOOT);
  }

  static Fact<String> lockdown(HostRoot root) {
    return Fact.in(
        LOCKDOWN,
        root.text(LOCKDOWN).map(CHOSEN::matcher).filter(m -> m.find()).map(m -> m.group(1)));
  }

  private static Optional<Boolean> logged(KernelLog log) {
    return log.lines(Topic.SECURE_BOOT).stream()
        .findFirst()
        .map(line -> line.text().toLowerCase(Locale.ROOT).contains("enabled"));
  }
}
