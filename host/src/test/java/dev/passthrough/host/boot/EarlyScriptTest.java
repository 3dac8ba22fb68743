package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.machine.InitramfsTool;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Workstation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What runs in the initramfs, run by real shells on a tree of a machine")
class EarlyScriptTest {

  /** Those of them that are installed here. */
  private static final List<List<String>> SHELLS =
      Stream.of(List.of("sh"), List.of("bash"), List.of("dash"), List.of("busybox", "sh"))
          .filter(it -> Files.exists(Path.of("/bin", it.getFirst())))
          .toList();

  private static final String DRIVE = "pci0000:00/0000:00:02.0/0000:66:00.0 0x144d 0xa80a vfio-pci";

  /**
   * A kernel's part: the driver takes what is overridden to it, unless the file refuses is there.
   */
  private static final String MODPROBE =
      """
      #!/bin/sh
      [ ! -e ROOT/refuses ] || exit 0
      for at in ROOT/sys/bus/pci/devices/*; do
        if [ "$(cat "$at/driver_override" 2>&1)" = "$1" ] && [ ! -e "$at/driver" ]; then
          ln -s "ROOT/sys/bus/pci/drivers/$1" "$at/driver"
        fi
      done
      """;

  @TempDir(factory = InMemory.class)
  Path folder;

  /**
   * @param made a file that is there, or one that is not, after a minus
   * @param override what the drive's driver_override says at the end
   */
  record Case(String name, String list, String made, String override, boolean bound, String said) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> cases() {
    var cases =
        List.of(
            new Case("the device", DRIVE, "", "vfio-pci", true, "vfio-pci has 0000:66:00.0"),
            new Case("no list entry", "# none", "", "(null)", false, ""),
            new Case(
                "another slot",
                DRIVE.replace("02.0/", "07.0/"),
                "",
                "(null)",
                false,
                "0000:66:00.0 is left alone: it is at"),
            new Case(
                "another make",
                DRIVE.replace("a80a", "a80b"),
                "",
                "(null)",
                false,
                "it is 0x144d 0xa80a, and was 0x144d 0xa80b"),
            new Case(
                "gone",
                DRIVE.replace("66:00", "99:00"),
                "",
                "(null)",
                false,
                "0000:99:00.0 is not there"),
            new Case(
                "its driver is part of the kernel",
                DRIVE,
                "driver",
                "(null)",
                true,
                "a driver that is part of the kernel has it"),
            new Case(
                "VFIO does not take it",
                DRIVE,
                "refuses",
                "",
                false,
                "vfio-pci does not take 0000:66:00.0"),
            new Case(
                "switched off",
                DRIVE,
                "off",
                "(null)",
                false,
                "switched off by passthrough.early=off"));
    return cases.stream().flatMap(it -> SHELLS.stream().map(shell -> Arguments.of(it, shell)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void binds(Case it, List<String> shell) throws Exception {
    var root = machine(it);
    var script = root.resolve("script");
    Files.writeString(
        script,
        adapted(EarlyScript.calledBy("[ \"${1:-}\" = prereqs ] || passthrough_early\n"), root));

    run(shell, script, "");

    var drive = root.resolve("sys/bus/pci/devices").resolve(Workstation.DRIVE);
    assertThat(Files.readString(drive.resolve("driver_override")).strip()).isEqualTo(it.override());
    assertThat(Files.isSymbolicLink(drive.resolve("driver"))).isEqualTo(it.bound());
    assertThat(Files.readString(root.resolve("dev/kmsg"))).contains(it.said());
    run(shell, script, "prereqs");
  }

  @Test
  @DisplayName("every file is one that a shell can read")
  void checked() throws Exception {
    for (var tool : InitramfsTool.values()) {
      for (var file : InitramfsFiles.of(tool).entrySet()) {
        var path = folder.resolve("checked");
        Files.writeString(path, file.getValue().content());
        assertThat(output(List.of("bash", "-n", path.toString()))).as(file.getKey()).isEmpty();
      }
    }
  }

  private Path machine(Case it) throws IOException {
    var root = folder.resolve("machine");
    new Workstation(root);
    for (var made : List.of("proc", "dev", "etc/passthrough", "bin")) {
      Files.createDirectories(root.resolve(made));
    }
    var drive = root.resolve("sys/bus/pci/devices").resolve(Workstation.DRIVE);
    Files.writeString(drive.resolve("driver_override"), "(null)\n");
    if (!it.made().equals("driver")) {
      Files.delete(drive.resolve("driver"));
    }
    if (it.made().equals("refuses")) {
      Files.createFile(root.resolve("refuses"));
    }
    Files.writeString(
        root.resolve("proc/cmdline"),
        "quiet" + (it.made().equals("off") ? " passthrough.early=off" : "") + " ro\n");
    Files.writeString(root.resolve("dev/kmsg"), "");
    Files.writeString(
        root.resolve("etc/passthrough/early-devices"), "# heading\n" + it.list() + "\n");
    var modprobe = root.resolve("bin/modprobe");
    Files.writeString(modprobe, MODPROBE.replace("ROOT", root.toString()));
    assertThat(modprobe.toFile().setExecutable(true)).isTrue();
    return root;
  }

  private static String adapted(String script, Path root) {
    return script
        .replace("/sys/bus", root + "/sys/bus")
        .replace("modprobe \"$4\"", root + "/bin/modprobe \"$4\"")
        .replace("> /dev/kmsg", ">> " + root + "/dev/kmsg")
        .replace("< /proc/cmdline", "< " + root + "/proc/cmdline")
        .replace("< /etc/passthrough", "< " + root + "/etc/passthrough");
  }

  private static void run(List<String> shell, Path script, String argument) throws Exception {
    var command = new ArrayList<>(shell);
    command.add(script.toString());
    if (!argument.isEmpty()) {
      command.add(argument);
    }
    assertThat(output(command)).as("%s", shell).isEmpty();
  }

  private static String output(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
