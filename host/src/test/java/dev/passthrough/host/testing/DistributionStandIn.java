package dev.passthrough.host.testing;

import dev.passthrough.host.apply.HostPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays a distribution's programs and its boot on a tree: what they make of the boot files, as far
 * as the kernel's arguments and the list of devices in the initramfs go. GRUB's files are read by a
 * real shell.
 */
public final class DistributionStandIn implements HostPrograms {

  private static final Pattern OPTIONS = Pattern.compile("(?m)^(options\\s+|kernelopts=)(.*)$");
  private static final Pattern ALWAYS =
      Pattern.compile("(?m)^(GRUB_CMDLINE_LINUX=\")([^\"]*)(?=\"$)");

  private final Path root;
  private final DeploymentsStandIn deployments;
  private final List<List<String>> ran = new ArrayList<>();
  private String failing = "";
  private boolean firmware = true;
  private List<String> inInitramfs = List.of();

  public DistributionStandIn(Path root) {
    this.root = root;
    this.deployments = new DeploymentsStandIn(root);
  }

  /** What was run, in order. */
  public List<List<String>> ran() {
    return List.copyOf(ran);
  }

  /** Has one deployment of rpm-ostree's instead of what the host had. */
  public DistributionStandIn deploy(String arguments) throws IOException {
    for (var file : entries()) {
      Files.delete(file);
    }
    write("usr/sbin/rpm-ostree", "");
    deployments.write(1, arguments);
    return this;
  }

  /** From now on {@code program} ends with 1; an empty name lets all work. */
  public DistributionStandIn failing(String program) {
    failing = program;
    return this;
  }

  /** From now on no argument brings an IOMMU. */
  public DistributionStandIn withoutFirmware() {
    firmware = false;
    return this;
  }

  @Override
  public void run(List<String> command) throws IOException {
    ran.add(command);
    var program = command.getFirst();
    if (program.equals(failing)) {
      throw new IOException("'%s' ended with 1; it printed: no space".formatted(program));
    }
    switch (program) {
      case "update-grub" -> menu("grub");
      case "grub2-mkconfig" -> menu("grub2");
      case "grubby" -> arguments(command);
      case "rpm-ostree" -> deployments.change(it -> changed(it, command));
      case "modprobe" -> load(command.subList(2, command.size()));
      case "systemctl" -> boot();
      case "update-initramfs", "dracut", "mkinitcpio" -> inInitramfs = listed();
      case "proxmox-boot-tool", "kernel-install" -> {}
      default -> throw new IOException("no such program: " + program);
    }
  }

  /** Starts the host anew, from the first thing that gives its kernel arguments. */
  public void boot() throws IOException {
    deployments.shutDown();
    var line = "BOOT_IMAGE=/vmlinuz " + configured();
    write("proc/cmdline", line + "\n");
    write("proc/sys/kernel/random/boot_id", UUID.randomUUID() + "\n");
    if (firmware && List.of(line.split(" ", -1)).contains("intel_iommu=on")) {
      Files.createDirectories(root.resolve("sys/class/iommu/dmar0"));
    }
    for (var device : inInitramfs) {
      bindEarly(device.split(" ", -1));
    }
  }

  private List<String> listed() throws IOException {
    var list = root.resolve("etc/passthrough/early-devices");
    return Files.exists(list)
        ? Files.readAllLines(list).stream().filter(it -> it.startsWith("pci")).toList()
        : List.of();
  }

  private void bindEarly(String[] device) throws IOException {
    var kernel = new KernelStandIn(root);
    var address = device[0].substring(device[0].lastIndexOf('/') + 1);
    var folder = root.resolve("sys/bus/pci/devices").resolve(address).toRealPath();
    kernel.write(folder.resolve("driver_override"), device[3]);
    if (Files.exists(folder.resolve("driver"))) {
      kernel.write(folder.resolve("driver").toRealPath().resolve("unbind"), address);
    }
    kernel.write(root.resolve("sys/bus/pci/drivers_probe"), address);
  }

  private String configured() throws IOException {
    for (var menu : List.of("boot/grub/grub.cfg", "boot/grub2/grub.cfg")) {
      if (Files.exists(root.resolve(menu))) {
        return text(menu).replaceAll("(?s).*\\n\\s*linux\\S* \\S+ ([^\\n]*).*", "$1");
      }
    }
    var deployed = deployments.newest();
    if (deployed.isPresent()) {
      return deployed.get();
    }
    for (var file : entries()) {
      var options = OPTIONS.matcher(Files.readString(file));
      if (options.find() && !options.group(2).startsWith("$")) {
        return options.group(2);
      }
    }
    return Files.exists(root.resolve("etc/kernel/cmdline"))
        ? text("etc/kernel/cmdline").strip()
        : text("etc/default/grub").replaceAll("(?s).*GRUB_CMDLINE_LINUX=\"([^\"]*)\".*", "$1");
  }

  private void menu(String kind) throws IOException {
    var script =
        """
        set -e; cd "$1"; . ./etc/default/grub
        for x in ./etc/default/grub.d/*.cfg; do if [ -e "$x" ]; then . "$x"; fi; done
        printf '%s' "$GRUB_CMDLINE_LINUX $GRUB_CMDLINE_LINUX_DEFAULT"
        """;
    var shell =
        new ProcessBuilder("sh", "-c", script, "sh", root.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var line = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    write(
        "boot/%s/grub.cfg".formatted(kind),
        "### generated ###\nmenuentry 'Linux' {\n\tlinux /vmlinuz root=/dev/sda1 ro %s\n}\n"
            .formatted(line));
  }

  /** Rewrites every line that counts, white space not kept, as the real ones do. */
  private void arguments(List<String> command) throws IOException {
    for (var file : entries()) {
      edit(file, OPTIONS, command);
    }
    var defaults = root.resolve("etc/default/grub");
    if (Files.exists(defaults)) {
      edit(defaults, ALWAYS, command);
    }
  }

  private static void edit(Path file, Pattern form, List<String> command) throws IOException {
    var text = Files.readString(file, StandardCharsets.ISO_8859_1);
    var edited =
        form.matcher(text)
            .replaceAll(it ->
                it.group(2).startsWith("$")
                    ? Matcher.quoteReplacement(it.group())
                    : it.group(1).strip()
                        + (it.group(1).startsWith("options") ? " " : "")
                        + changed(it.group(2), command));
    Files.writeString(file, edited, StandardCharsets.ISO_8859_1);
  }

  private static String changed(String line, List<String> command) {
    var tokens = new ArrayList<>(List.of(line.strip().split("\\s+", -1)));
    for (var option : command) {
      var value = option.substring(option.indexOf('=') + 1);
      if (option.startsWith("--remove-args=") || option.startsWith("--delete-if-present=")) {
        tokens.removeAll(List.of(value.split(" ", -1)));
      } else if (option.startsWith("--args=") || option.startsWith("--append-if-missing=")) {
        for (var argument : value.split(" ", -1)) {
          tokens.remove(argument);
          tokens.add(argument);
        }
      }
    }
    return String.join(" ", tokens);
  }

  private List<Path> entries() throws IOException {
    var found = new ArrayList<Path>();
    for (var folder : List.of("boot/loader/entries", "boot/efi/EFI/centos")) {
      if (Files.isDirectory(root.resolve(folder))) {
        try (var files = Files.list(root.resolve(folder))) {
          files.sorted().forEach(found::add);
        }
      }
    }
    return found;
  }

  private void load(List<String> modules) throws IOException {
    for (var module : modules) {
      Files.createDirectories(root.resolve("sys/module").resolve(module));
    }
  }

  private String text(String path) throws IOException {
    return Files.readString(root.resolve(path));
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(root.resolve(path), text);
  }
}
