package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.passthrough.host.testing.SysfsTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

  private static final String ESCAPE = "\u001b";

  @TempDir Path folder;
  private SysfsTree tree;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** An Intel machine whose kernel lacks the argument, started by Debian's GRUB. */
  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
    tree.function("0000:01:00.0")
        .tree()
        .file("proc/cpuinfo", "vendor_id : GenuineIntel\nflags : lm vmx")
        .file("proc/cmdline", "ro quiet")
        .file("sys/firmware/acpi/tables/DMAR", "x")
        .file("etc/os-release", "ID=debian")
        .file("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"");
  }

  private int run(boolean colour, String... more) {
    var args = new String[more.length + 3];
    args[0] = "doctor";
    args[1] = "--root";
    args[2] = folder.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return Passthrough.run(new Terminal(stream(out), stream(err), colour, true, 120), args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("a failing check is exit code 1, and the text ends in what to do on this machine")
  void failing() {
    assertThat(run(false)).isEqualTo(1);
    assertThat(text())
        .contains("ok       The processor can run VMs.")
        .contains("failing  The kernel uses no IOMMU.")
        .contains(
            "1. Change /etc/default/grub, line 1 to: GRUB_CMDLINE_LINUX_DEFAULT=\"quiet intel_iommu=on\"")
        .contains("2. Run: update-grub")
        .contains("1 failing, ")
        .doesNotContain(ESCAPE);
  }

  @Test
  @DisplayName("nothing failing is exit code 0")
  void passing() {
    tree.function("0000:01:00.0").group(1);
    tree.folder("sys/class/iommu/dmar0");
    assertThat(run(false)).isZero();
    assertThat(text()).contains("ok       The kernel uses the IOMMU.").doesNotContain("failing");
  }

  @Test
  @DisplayName("colour is for a terminal only")
  void colour() {
    assertThat(run(true)).isEqualTo(1);
    assertThat(text()).contains(ESCAPE + "[31mfailing");
  }

  @Test
  @DisplayName("json has every check, and each fact of the host with its source")
  void json() throws IOException {
    assertThat(run(true, "-o", "json")).isEqualTo(1);
    var report = new JsonMapper().readTree(text());
    assertThat(report.get("kind").asText()).isEqualTo("HostCheck");
    assertThat(report.get("failing").asBoolean()).isTrue();
    assertThat(report.get("checks")).hasSize(13);
    assertThat(report.at("/checks/2/check").asText()).isEqualTo("kernel-iommu");
    assertThat(report.at("/checks/2/status").asText()).isEqualTo("failing");
    assertThat(report.at("/checks/2/fix")).isNotEmpty();
    assertThat(report.at("/host/commandLine/value").asText()).isEqualTo("ro quiet");
    assertThat(report.at("/host/commandLine/source").asText()).isEqualTo("/proc/cmdline");
    assertThat(report.at("/host/kernel/value").isNull()).isTrue();
  }

  @Test
  @DisplayName("a given kernel log counts; one that cannot be read is bad usage")
  void kernelLog() {
    tree.file("given.log", "DMAR-IR: Enabled IRQ remapping in x2apic mode");
    run(false, "--kernel-log", folder.resolve("given.log").toString());
    assertThat(text()).contains("ok       Interrupts are remapped.");
    assertThat(run(false, "--kernel-log", folder.resolve("absent").toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--kernel-log");
  }

  @Test
  @DisplayName("an unknown form is bad usage")
  void badForm() {
    assertThat(run(false, "-o", "xml")).isEqualTo(2);
  }
}
