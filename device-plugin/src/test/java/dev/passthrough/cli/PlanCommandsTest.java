package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.KernelBeside;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.host.testing.UsedMachine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("plan, apply and restore from the command line")
class PlanCommandsTest {

  private static final String THREE =
      """
      apiVersion: passthrough.dev/v1alpha1
      kind: PassthroughNode
      metadata: {name: worker-1}
      spec:
        mode: Enforce
        resources:
        - name: nic
          resourceName: intel.com/igb-vf
          virtualFunctions:
            physicalFunction: {address: "0000:01:00.0"}
            count: 3
      """;

  @TempDir(factory = InMemory.class)
  Path folder;

  private Path root;
  private LabHost lab;
  private Path file;

  record Outcome(int code, String text) {}

  @BeforeEach
  void makeHost() throws IOException {
    root = folder.resolve("host");
    lab = new LabHost(root);
    file = Files.writeString(folder.resolve("node.yaml"), THREE);
  }

  @Test
  @DisplayName("plan shows each write, how it is verified and undone, and writes nothing")
  void plan() throws IOException {
    var found = Tree.contents(root);

    var outcome = run("plan", "-f", file.toString());

    assertThat(outcome.code()).isZero();
    assertThat(outcome.text())
        .contains(
            "+ nic: offers intel.com/igb-vf: 0000:01:10.0, 0000:01:10.2, 0000:01:10.4",
            "2. 0000:01:00.0: make 3 virtual functions",
            "write    3 > /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs",
            "Plan: 8 steps, 0 entries refused, 0 kept.");
    assertThat(Tree.contents(root)).isEqualTo(found);
  }

  @Test
  @DisplayName("apply does exactly the plan with the hash; restore brings everything back")
  void applyAndRestore() throws IOException {
    var found = Tree.contents(root.resolve("sys"));
    try (var _ = KernelBeside.start(root, lab.kernel(), Duration.ofMillis(1))) {
      var other = run("apply", "-f", file.toString(), "--hash", "0123");
      assertThat(other.code()).isEqualTo(1);
      assertThat(other.text()).contains("Nothing was changed");
      assertThat(Tree.contents(root.resolve("sys"))).isEqualTo(found);

      var planned = run("plan", "-f", file.toString()).text();
      var hash = planned.substring(planned.indexOf("Hash: ") + 6).strip();
      var applied = run("apply", "-f", file.toString(), "--hash", hash);
      assertThat(applied.text()).contains("8 steps done and verified.");
      assertThat(applied.code()).isZero();
      assertThat(run("plan", "-f", file.toString()).text()).contains("Nothing to change.");

      assertThat(run("restore", "--yes").text()).contains("2 steps done and verified.");
      assertThat(run("history").text())
          .contains("done  plan " + hash.substring(0, 12), "done     0000:01:00.0: make 3");
    }
    assertThat(Tree.contents(root.resolve("sys"))).isEqualTo(found);
  }

  @Test
  @DisplayName("apply leaves alone what somebody got before it was agreed to")
  void overtaken() throws IOException {
    var machine = new UsedMachine(lab.tree()).process(1, "init", "/dev/null");
    try (var _ = KernelBeside.start(root, lab.kernel(), Duration.ofMillis(1))) {
      assertThat(run("apply", "-f", file.toString(), "--yes").code()).isZero();
      var made = Tree.contents(root.resolve("sys"));
      var function = root.resolve("sys/bus/pci/devices/0000:01:10.0");
      var node = "/dev/vfio/" + function.resolve("iommu_group").toRealPath().getFileName();
      Files.writeString(file, THREE.replace("count: 3", "count: 5"));

      var outcome = agreed(() -> machine.process(77, "qemu", node));

      assertThat(outcome.text())
          .contains("The host has changed since", "is not to be done any more", "No device was")
          .containsPattern("(?s)No device was changed\\..*qemu");
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(Tree.contents(root.resolve("sys"))).isEqualTo(made);
    }
  }

  /** What comes of the file where somebody agrees, before which {@code first} happens. */
  private Outcome agreed(Runnable first) {
    var input = System.in;
    System.setIn(
        new ByteArrayInputStream("yes\n".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            first.run();
            return super.read(into, from, length);
          }
        });
    try {
      return run("apply", "-f", file.toString());
    } finally {
      System.setIn(input);
    }
  }

  @Test
  @DisplayName("restore keeps what the host uses again, and takes the guard's override from a file")
  void restoreWithOverride() throws IOException {
    try (var _ = KernelBeside.start(root, lab.kernel(), Duration.ofMillis(1))) {
      assertThat(run("apply", "-f", file.toString(), "--yes").code()).isZero();
    }
    useByHost("0000:01:10.2");
    assertThat(run("restore", "--hash", "0123").text())
        .contains(
            "! kept:",
            "put NetworkInUse aside for it in spec.overrides; here of the file in 'passthrough restore -f FILE'")
        .contains("Nothing to change.");

    Files.writeString(
        file,
        THREE
            + """
              overrides:
              - {address: "0000:01:10.2", guard: NetworkInUse, reason: nothing needs it}
            """);

    assertThat(run("restore", "--hash", "0123", "-f", file.toString()).text())
        .doesNotContain("! kept:")
        .contains("0000:01:00.0: remove its 3 virtual functions", "Nothing was changed");
  }

  /** A driver of the host's has it, whose interface carries the default route. */
  private void useByHost(String address) throws IOException {
    var function = root.resolve("sys/bus/pci/devices/" + address).toRealPath();
    lab.kernel().write(function.resolve("driver").toRealPath().resolve("unbind"), address);
    var driver = Files.createDirectories(root.resolve("sys/bus/pci/drivers/igbvf"));
    Files.createSymbolicLink(function.resolve("driver"), function.relativize(driver));
    var network = Files.createDirectories(function.resolve("net/eth9"));
    var all = Files.createDirectories(root.resolve("sys/class/net"));
    Files.createSymbolicLink(all.resolve("eth9"), all.relativize(network));
    var routes = root.resolve("proc/1/net/route");
    Files.createDirectories(routes.resolveSibling(""));
    Files.writeString(
        routes,
        "Iface\tDestination\tGateway\tFlags\neth9\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
  }

  @Test
  @DisplayName("What a program sets of functions is shown as its command, and left out of a folder")
  void network() throws IOException {
    Files.createDirectories(root.resolve("sys/bus/pci/devices/0000:01:00.0/net/enp1s0"));
    Files.writeString(file, THREE + "      network: {vlan: {id: 100}, spoofCheck: Enabled}\n");
    assertThat(run("plan", "-f", file.toString()).text())
        .contains(
            "+ nic: offers intel.com/igb-vf: 0000:01:10.0",
            "0000:01:10.0: VLAN 100, held by enp1s0",
            "run      ip link set dev enp1s0 vf 0 vlan 100",
            "run      ip link set dev enp1s0 vf 2 spoofchk on",
            "verify   ip link show enp1s0 says VLAN 100 of vf 0",
            "needs    root");
    try (var _ = KernelBeside.start(root, lab.kernel(), Duration.ofMillis(1))) {
      assertThat(run("apply", "-f", file.toString(), "--yes").text())
          .contains("8 steps done and verified.", "Not done", "0000:01:10.4: VLAN 100");
    }
  }

  @Test
  @DisplayName("A refused entry is named with its reason, and the exit code says so")
  void refused() throws IOException {
    Files.writeString(file, THREE.replace("count: 3", "count: 8"));

    var outcome = run("plan", "-f", file.toString());

    assertThat(outcome.code()).isEqualTo(Passthrough.BAD_INPUT);
    assertThat(outcome.text()).contains("! nic: TooManyVirtualFunctions:", "at most 7");
  }

  @Test
  @DisplayName("A field that is missing is named")
  void missing() throws IOException {
    Files.writeString(file, THREE.replace("resourceName", "resourcename"));

    var outcome = run("plan", "-f", file.toString());

    assertThat(outcome.code()).isEqualTo(Passthrough.BAD_INPUT);
    assertThat(outcome.text()).containsPattern("spec.resources\\[0\\].resourceName|resourcename");
  }

  private Outcome run(String... arguments) {
    var text = new StringWriter();
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--root", root.toString()));
    var line = Passthrough.commandLine(all);
    line.setOut(new PrintWriter(text));
    line.setErr(new PrintWriter(text));
    return new Outcome(line.execute(all.toArray(String[]::new)), text.toString());
  }
}
