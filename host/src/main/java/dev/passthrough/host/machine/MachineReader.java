package dev.passthrough.host.machine;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.bootconfig.BootConfigurationReader;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import dev.passthrough.host.kernellog.KernelLog;
import dev.passthrough.host.kernellog.KernelLogReader;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a machine's facts below a root. What is absent or unreadable is unknown; nothing is thrown.
 */
public final class MachineReader {

  private static final Pattern VERSION = Pattern.compile("Linux version (\\S+) ");

  private final HostRoot root;

  private MachineReader(HostRoot root) {
    this.root = root;
  }

  /** The machine as it is now, the kernel's log looked for where it usually is. */
  public static MachineFacts read(HostRoot root) {
    return read(root, Optional.empty());
  }

  /** The same with a log that someone gave: a dmesg from elsewhere. */
  public static MachineFacts read(HostRoot root, Optional<KernelLogReader.Source> givenLog) {
    return new MachineReader(root).read(givenLog);
  }

  private MachineFacts read(Optional<KernelLogReader.Source> givenLog) {
    var kernel = kernel();
    var commandLine = text("proc/cmdline").map(KernelCommandLine::parse);
    var cpu = cpu();
    var running = kernel.value().map(KernelRelease::text);
    var log = givenLog.or(() -> KernelLogReader.read(root, running));
    var logFact =
        log.map(l -> Fact.of(l.log(), l.name()))
            .orElseGet(() -> Fact.<KernelLog>unknown("dmesg, /var/log/dmesg, /var/log/kern.log"));
    return new MachineFacts(
        architecture(cpu),
        kernel,
        text("proc/sys/kernel/random/boot_id"),
        commandLine,
        cpu,
        IommuReader.read(root, logFact),
        ModulesReader.read(root, running),
        KernelBuildReader.sriov(root, running),
        BootConfigurationReader.read(root, commandLine.value()),
        initramfs(),
        SecurityReader.secureBoot(root, logFact),
        SecurityReader.lockdown(root),
        logFact);
  }

  private Fact<KernelRelease> kernel() {
    var release = text("proc/sys/kernel/osrelease");
    var told = release.value().isPresent() ? release : version();
    return told.map(KernelRelease::new);
  }

  private Fact<String> version() {
    return Fact.in(
        "/proc/version",
        root.text("proc/version").map(VERSION::matcher).filter(m -> m.find()).map(m -> m.group(1)));
  }

  private Fact<Cpu> cpu() {
    return Fact.in("/proc/cpuinfo", root.lines("proc/cpuinfo").flatMap(Cpu::parse));
  }

  /** The file is there since Linux 6.1; before, the look of cpuinfo tells. */
  private Fact<String> architecture(Fact<Cpu> cpu) {
    var told = text("proc/sys/kernel/arch");
    return told.value().isPresent()
        ? told
        : Fact.in(cpu.source(), cpu.value().flatMap(Cpu::architecture));
  }

  /** Other tools come with a program that is called update-initramfs too, so it says the least. */
  private Fact<InitramfsTool> initramfs() {
    var tools =
        Stream.of(
            new Sign(InitramfsTool.INITRAMFS_TOOLS, "usr/sbin/mkinitramfs"),
            new Sign(InitramfsTool.MKINITCPIO, "usr/bin/mkinitcpio"),
            new Sign(InitramfsTool.DRACUT, "usr/bin/dracut"),
            new Sign(InitramfsTool.INITRAMFS_TOOLS, "usr/sbin/update-initramfs"),
            new Sign(InitramfsTool.INITRAMFS_TOOLS, "etc/initramfs-tools/initramfs.conf"),
            new Sign(InitramfsTool.MKINITCPIO, "etc/mkinitcpio.conf"),
            new Sign(InitramfsTool.DRACUT, "etc/dracut.conf"));
    return tools
        .filter(sign -> root.resolve(sign.path()).isPresent())
        .findFirst()
        .map(sign -> Fact.of(sign.tool(), "/" + sign.path()))
        .orElseGet(() -> Fact.unknown("/usr/sbin, /usr/bin, /etc"));
  }

  private record Sign(InitramfsTool tool, String path) {}

  private Fact<String> text(String path) {
    return Fact.in("/" + path, root.text(path).filter(t -> !t.isEmpty()));
  }
}
