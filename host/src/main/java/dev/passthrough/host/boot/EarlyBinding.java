package dev.passthrough.host.boot;

import dev.passthrough.api.Reason;
import dev.passthrough.host.bootconfig.BootLoader;
import dev.passthrough.host.machine.InitramfsTool;
import dev.passthrough.host.machine.MachineFacts;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.RunCommand.ReadBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Has the initramfs give devices to VFIO, through whatever builds it here. By address: {@code ids=}
 * of vfio-pci would take every card of the same make.
 */
record EarlyBinding(EarlyDevices early, MachineFacts machine, Situation now) {

  Desired desired() {
    var devices = early.devices();
    if (devices.isEmpty()) {
      return Desired.nothing();
    }
    var obstacle = obstacle();
    if (obstacle.isPresent()) {
      return devices.stream().allMatch(EarlyDevice::early)
          ? Desired.nothing()
          : Desired.notice(new Notice(Reason.ChangeByHand, byHand(obstacle.get())));
    }
    var tool = machine.initramfs().value().orElseThrow();
    var files = new TreeMap<>(InitramfsFiles.of(tool));
    files.put(EarlyScript.LIST, FileState.of(EarlyScript.list(devices)));
    return Desired.files(
        files,
        List.of(
            new RunCommand(
                command(tool),
                "builds each initramfs anew",
                List.copyOf(files.keySet()),
                ReadBack.nothing())));
  }

  /** An image that holds the initramfs is built by what builds images. */
  private List<String> command(InitramfsTool tool) {
    return machine.boot().loader() == BootLoader.UNIFIED_KERNEL_IMAGE
            && tool != InitramfsTool.MKINITCPIO
            && now.files().canRun("kernel-install")
        ? List.of("kernel-install", "add-all")
        : tool.command();
  }

  /** Why no file is written here; empty if they are. */
  private Optional<String> obstacle() {
    var files = now.files();
    if (ManagedSystem.of(files.system()).isPresent()) {
      return Optional.of(
          "This is %s, whose initramfs is made from a declaration.".formatted(files.system()));
    }
    if (machine.boot().loader() == BootLoader.RPM_OSTREE) {
      return Optional.of(
          "rpm-ostree builds the initramfs here, from a /usr that nothing is written to.");
    }
    if (files.isReadOnly("etc")) {
      return Optional.of("/etc is mounted read-only.");
    }
    var tool = machine.initramfs().value();
    if (tool.isEmpty()) {
      return Optional.of(
          "What builds the initramfs was not found (looked in %s)."
              .formatted(machine.initramfs().source()));
    }
    return files.canRun(tool.get().command().getFirst())
        ? obstacle(tool.get())
        : Optional.of(
            "%s builds the initramfs, and the program %s is not there."
                .formatted(tool.get(), tool.get().command().getFirst()));
  }

  private Optional<String> obstacle(InitramfsTool tool) {
    var files = now.files();
    return switch (tool) {
      case INITRAMFS_TOOLS -> Optional.empty();
      case DRACUT ->
          files.isReadOnly("usr")
              ? Optional.of("dracut's modules are in /usr, which is mounted read-only.")
              : Optional.empty();
      case MKINITCPIO ->
          files.state(MKINITCPIO).content().contains("mkinitcpio.conf.d")
              ? ownConfiguration()
              : Optional.of("This mkinitcpio reads no /etc/mkinitcpio.conf.d.");
    };
  }

  static final String MKINITCPIO = "usr/bin/mkinitcpio";
  static final String PRESETS = "etc/mkinitcpio.d";

  /** A preset that names a configuration is built without drop-ins (mkinitcpio(8)). */
  private Optional<String> ownConfiguration() {
    return now.files().in(PRESETS + "/").stream()
        .filter(path ->
            now.files().state(path).content().lines().anyMatch(it -> it.matches("\\w+_config=.*")))
        .findFirst()
        .map(path ->
            "/%s names a configuration, and then mkinitcpio reads no drop-in; take its …_config= line out, or:"
                .formatted(path));
  }

  private String byHand(String obstacle) {
    var lines = new ArrayList<String>();
    early
        .devices()
        .forEach(it ->
            lines.add(
                "echo %s > /sys/bus/pci/devices/%s/driver_override"
                    .formatted(it.driver(), it.address())));
    early.devices().stream()
        .map(EarlyDevice::driver)
        .distinct()
        .forEach(it -> lines.add("modprobe " + it));
    var drivers =
        early.devices().stream()
            .flatMap(it -> it.modules().stream())
            .distinct()
            .sorted()
            .collect(Collectors.joining(","));
    return "%s Nothing was changed. To bind the devices before a driver of the host does, have the initramfs run, before udev starts: %s. %sWithout either they are bound once the system runs; initramfs: AsFound says that this is enough."
        .formatted(
            obstacle,
            String.join("; ", lines),
            drivers.isEmpty()
                ? ""
                : "Or add modprobe.blacklist=%s to spec.host.kernelArguments, if no other device of this host needs that. "
                    .formatted(drivers));
  }
}
