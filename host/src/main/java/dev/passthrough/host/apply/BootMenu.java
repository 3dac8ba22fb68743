package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.plan.RunCommand.ReadBack;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads back what a program made of the kernel's arguments. */
final class BootMenu {

  /** A line that starts a kernel in grub.cfg: {@code linux}, {@code linuxefi}, {@code linux16}. */
  private static final Pattern KERNEL = Pattern.compile("^\\s*linux(?:efi|16)?\\s+\\S+\\s*(.*)$");

  private BootMenu() {}

  /** What is not as {@code wanted}; empty if all is, or if there is nothing to read. */
  static Optional<String> flaw(HostRoot root, ReadBack wanted) {
    if (wanted.present().isEmpty() && wanted.absent().isEmpty()) {
      return Optional.empty();
    }
    var text = root.lines(wanted.file());
    if (text.isEmpty()) {
      return Optional.of("/%s cannot be read".formatted(wanted.file()));
    }
    var lines =
        text.orElseThrow().stream()
            .map(KERNEL::matcher)
            .filter(it -> it.matches())
            .map(it -> KernelCommandLine.parse(it.group(1)))
            .toList();
    return missing(lines, wanted).or(() -> left(lines, wanted));
  }

  private static Optional<String> missing(List<KernelCommandLine> lines, ReadBack wanted) {
    return wanted.present().stream()
        .filter(it -> lines.stream().noneMatch(line -> line.contains(it)))
        .findFirst()
        .map(it ->
            "no kernel in /%s is started with %s; see what else sets the kernel's arguments"
                .formatted(wanted.file(), it));
  }

  private static Optional<String> left(List<KernelCommandLine> lines, ReadBack wanted) {
    return wanted.absent().stream()
        .filter(it -> lines.stream().anyMatch(line -> line.contains(it)))
        .findFirst()
        .map(it ->
            "a kernel in /%s is still started with %s; see what else sets the kernel's arguments"
                .formatted(wanted.file(), it));
  }
}
