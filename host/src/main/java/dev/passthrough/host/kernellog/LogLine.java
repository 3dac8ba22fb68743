package dev.passthrough.host.kernellog;

import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** One line of the kernel's log, and the PCI function it names first, if any. */
public record LogLine(String text, Optional<PciAddress> address) {

  private static final Pattern ADDRESS =
      Pattern.compile("(?<![0-9a-fA-F:.])[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7]");

  static LogLine of(String text) {
    var m = ADDRESS.matcher(text);
    return new LogLine(text.strip(), m.find() ? PciAddress.parse(m.group()) : Optional.empty());
  }
}
