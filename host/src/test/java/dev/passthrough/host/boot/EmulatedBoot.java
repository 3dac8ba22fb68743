package dev.passthrough.host.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel and the initramfs of an installed system, started in QEMU on a machine with an Intel
 * IOMMU and two network cards of the same make, and without a disk.
 */
final class EmulatedBoot implements AutoCloseable {

  private final Process machine;
  private final BufferedReader console;
  private final List<String> seen = new ArrayList<>();

  private EmulatedBoot(Process machine) {
    this.machine = machine;
    this.console =
        new BufferedReader(
            new InputStreamReader(machine.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  static EmulatedBoot of(InstalledDebian debian, String... arguments) throws IOException {
    var line =
        "console=ttyS0 intel_iommu=on root=/dev/none rootdelay=1 panic=1 "
            + String.join(" ", arguments);
    return new EmulatedBoot(
        new ProcessBuilder(
                List.of(
                    "timeout",
                    "180",
                    "qemu-system-x86_64",
                    "-accel",
                    "tcg,thread=multi",
                    "-cpu",
                    "max",
                    "-machine",
                    "q35,kernel-irqchip=split",
                    "-m",
                    "768",
                    "-nodefaults",
                    "-display",
                    "none",
                    "-no-reboot",
                    "-device",
                    "intel-iommu,intremap=on",
                    "-device",
                    "vmxnet3,addr=3",
                    "-device",
                    "vmxnet3,addr=4",
                    "-serial",
                    "stdio",
                    "-kernel",
                    debian.inBoot("vmlinuz-").toString(),
                    "-initrd",
                    debian.inBoot("initrd.img-").toString(),
                    "-append",
                    line))
            .redirectErrorStream(true)
            .start());
  }

  /**
   * Returns when the console has said {@code words}.
   *
   * @throws AssertionError if the machine ends without that, or takes minutes
   */
  void waitFor(String words) throws IOException {
    while (seen.stream().noneMatch(it -> it.contains(words))) {
      var line = console.readLine();
      if (line == null) {
        throw new AssertionError(
            "the kernel ended without '%s'; it said:%n%s"
                .formatted(words, String.join("\n", seen)));
      }
      seen.add(line);
    }
  }

  /** All that the console has said so far. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    machine.descendants().forEach(ProcessHandle::destroyForcibly);
    machine.destroyForcibly();
  }
}
