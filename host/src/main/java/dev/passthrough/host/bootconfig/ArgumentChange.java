package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says in the words of this machine's boot loader how to change the kernel's arguments: which line
 * becomes what, and which command makes it count.
 *
 * @param remove keys or whole arguments to take away: {@code intel_iommu=off}
 * @param add whole arguments: {@code intel_iommu=on}
 */
public record ArgumentChange(List<String> remove, List<String> add) {

  public ArgumentChange {
    remove = List.copyOf(remove);
    add = List.copyOf(add);
  }

  public static ArgumentChange add(String... arguments) {
    return new ArgumentChange(List.of(), List.of(arguments));
  }

  public static ArgumentChange remove(String... arguments) {
    return new ArgumentChange(List.of(arguments), List.of());
  }

  /** The steps a person takes, in order; the last one is the reboot. */
  public List<String> steps(BootConfiguration boot) {
    var steps = new ArrayList<String>();
    if (!made(boot)) {
      steps.addAll(edits(boot));
    }
    refresh(boot).ifPresent(command -> steps.add("Run: " + command));
    steps.add("Reboot.");
    return List.copyOf(steps);
  }

  /** {@code line} as it is after the change. */
  public KernelCommandLine apply(KernelCommandLine line) {
    var arguments = new ArrayList<KernelArgument>();
    for (var a : line.arguments()) {
      if (!remove.contains(a.toString()) && !remove.contains(a.key())) {
        arguments.add(a);
      }
    }
    for (var text : add) {
      if (!new KernelCommandLine(arguments).contains(text)) {
        arguments.addAll(KernelCommandLine.parse(text).arguments());
      }
    }
    return new KernelCommandLine(arguments);
  }

  /** Whether the configuration already is so, and only the running kernel is older. */
  private boolean made(BootConfiguration boot) {
    return !boot.entries().isEmpty() && boot.entries().stream().allMatch(e -> apply(e).equals(e));
  }

  private List<String> edits(BootConfiguration boot) {
    return switch (boot.loader()) {
      case GRUB, PROXMOX_BOOT_TOOL -> writeLines(boot, onlyOne(boot));
      case SYSTEMD_BOOT -> writeLines(boot, boot.lines());
      case UNIFIED_KERNEL_IMAGE ->
          boot.lines().isEmpty()
              ? List.of("In /etc/kernel/cmdline " + words() + ".")
              : writeLines(boot, boot.lines());
      case GENERATED_GRUB ->
          List.of(
              "Do not edit %s, it is generated: in /etc/default/grub %s in GRUB_CMDLINE_LINUX."
                  .formatted(first(boot), words()));
      case BLS, BLS_WITH_GRUBENV, GRUB_WITH_BLS ->
          List.of("Run: grubby --update-kernel=ALL" + options(" --remove-args=", " --args="));
      case RPM_OSTREE -> List.of("Run: rpm-ostree kargs" + ostreeOptions());
      case UNKNOWN ->
          List.of(
              "The boot loader was not recognised: in its configuration of the kernel's command line %s."
                  .formatted(words()));
    };
  }

  private Optional<String> refresh(BootConfiguration boot) {
    return switch (boot.loader()) {
      case GRUB, GENERATED_GRUB -> Optional.of(generate(boot));
      case PROXMOX_BOOT_TOOL -> Optional.of("proxmox-boot-tool refresh");
      case UNIFIED_KERNEL_IMAGE ->
          Optional.of(
              boot.family() == Distribution.ARCH
                  ? "mkinitcpio -P"
                  : "kernel-install add-all (it builds the images again)");
      case BLS, BLS_WITH_GRUBENV, GRUB_WITH_BLS, RPM_OSTREE, SYSTEMD_BOOT, UNKNOWN ->
          Optional.empty();
    };
  }

  private static String generate(BootConfiguration boot) {
    return switch (boot.family()) {
      case DEBIAN -> "update-grub";
      case ARCH -> "grub-mkconfig -o /boot/grub/grub.cfg";
      case FEDORA, SUSE -> "grub2-mkconfig -o /boot/grub2/grub.cfg";
      case UNKNOWN ->
          first(boot).startsWith("/boot/grub2/")
              ? "grub2-mkconfig -o " + first(boot)
              : "update-grub (or grub-mkconfig -o with the path of your grub.cfg)";
    };
  }

  private List<String> writeLines(BootConfiguration boot, List<ConfiguredLine> lines) {
    if (lines.isEmpty()) {
      return List.of(
          "Add to %s the line: GRUB_CMDLINE_LINUX_DEFAULT=\"%s\""
              .formatted(first(boot), String.join(" ", add)));
    }
    return lines.stream()
        .filter(line -> !apply(line.arguments()).equals(line.arguments()))
        .map(line ->
            "Change %s to: %s".formatted(line.where(), line.written(apply(line.arguments()))))
        .toList();
  }

  /** GRUB joins two lines: what is removed may be in either, what is added goes to one. */
  private List<ConfiguredLine> onlyOne(BootConfiguration boot) {
    var carriers =
        boot.lines().stream()
            .filter(line -> remove.stream().anyMatch(r -> holds(line.arguments(), r)))
            .toList();
    if (!carriers.isEmpty()) {
      return carriers;
    }
    return boot.lines().stream()
        .filter(line -> line.key().equals("GRUB_CMDLINE_LINUX_DEFAULT"))
        .findFirst()
        .or(() -> boot.lines().stream().findFirst())
        .map(List::of)
        .orElse(List.of());
  }

  private static boolean holds(KernelCommandLine line, String removed) {
    return line.arguments().stream()
        .anyMatch(a -> a.toString().equals(removed) || a.key().equals(removed));
  }

  private String words() {
    var words = new ArrayList<String>();
    if (!remove.isEmpty()) {
      words.add("remove " + String.join(" ", remove));
    }
    if (!add.isEmpty()) {
      words.add("add " + String.join(" ", add));
    }
    return String.join(" and ", words);
  }

  private String options(String removing, String adding) {
    return (remove.isEmpty() ? "" : removing + quoted(remove))
        + (add.isEmpty() ? "" : adding + quoted(add));
  }

  private String ostreeOptions() {
    var options = new StringBuilder();
    remove.forEach(a -> options.append(" --delete-if-present=").append(a));
    add.forEach(a -> options.append(" --append-if-missing=").append(a));
    return options.toString();
  }

  private static String quoted(List<String> arguments) {
    return '"' + String.join(" ", arguments) + '"';
  }

  private static String first(BootConfiguration boot) {
    return boot.evidence().isEmpty() ? "/etc/default/grub" : boot.evidence().getFirst();
  }
}
