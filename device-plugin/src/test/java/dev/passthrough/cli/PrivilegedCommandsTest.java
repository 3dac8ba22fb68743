package dev.passthrough.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Disturbance;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.UnbindDriver;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.testing.Workstation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a privileged pod runs: a look, and exactly the plan that was granted")
class PrivilegedCommandsTest {

  private static final String HOST = "../examples/host-iommu.yaml";
  private static final String CARD =
      """
      apiVersion: passthrough.dev/v1alpha1
      kind: PassthroughNode
      metadata: {name: worker-1}
      spec:
        mode: Enforce
        resources:
        - name: gpu
          resourceName: nvidia.com/tu104
          device: {select: {address: "%s"}}
      """
          .formatted(Workstation.GRAPHICS);

  @TempDir(factory = InMemory.class)
  Path folder;

  private Path root;
  private Path result;

  @BeforeEach
  void folders() throws IOException {
    root = Files.createDirectories(folder.resolve("host"));
    result = Files.createFile(folder.resolve("termination-log"));
  }

  @Test
  @DisplayName("leaves to the agent what the agent can do by itself")
  void agentsOwn() throws IOException {
    new LabHost(root);

    var run = run("plan", "--beyond-agent", "-f", "../examples/igb-vfs.yaml");

    assertThat(run.out()).contains("Nothing to change.");
    assertThat(result().outcome()).isEqualTo(Outcome.Planned);
    assertThat(result().hash()).isEmpty();
  }

  @Test
  @DisplayName("takes a card whose open files the agent cannot see, and says what that disturbs")
  void card() throws IOException {
    var machine = new UsedMachine(new Workstation(root).tree());
    machine.mount("8:1", "/", "ext4", "/dev/sda1").defaultRoute("eth0");
    machine.process(1, "init", "/dev/null");
    for (var name : List.of("iomem", "swaps")) {
      Files.writeString(root.resolve("proc").resolve(name), "");
    }

    var run = run("plan", "--beyond-agent", "-f", spec(CARD));

    assertThat(result().hash()).as(run.out()).hasSize(64);
    assertThat(plan().disturbs())
        .as(run.out())
        .anyMatch(it -> it.contains(Workstation.GRAPHICS + " leaves the host (driver nouveau)"));
    assertThat(plan().devices()).contains(Workstation.GRAPHICS);
  }

  @Test
  @DisplayName(
      "takes a card with a route of its own: it may be the one to an API server that the agent does not know")
  void routed() throws IOException {
    var tree = new Workstation(root).tree();
    var machine = new UsedMachine(tree).network(tree.existing(Workstation.DRIVE), "eth1");
    machine.mount("8:1", "/", "ext4", "/dev/sda1").process(1, "init", "/dev/null");
    tree.file("proc/swaps", "").file("etc/hostname", "worker-1");
    tree.file("proc/1/net/route", "eth1\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0");

    var run =
        run(
            "plan",
            "--beyond-agent",
            "-f",
            spec(CARD.replace(Workstation.GRAPHICS, Workstation.DRIVE)));

    assertThat(result().hash()).as(run.out()).hasSize(64);
    assertThat(plan().devices()).contains(Workstation.DRIVE);
  }

  @Test
  @DisplayName("does nothing for another hash than that of the plan as it is now")
  void changed() throws IOException {
    BootHost.DEBIAN.make(root);
    run("plan", "--beyond-agent", "-f", HOST);
    var granted = result().hash();
    Files.createDirectories(root.resolve("etc/modules-load.d"));
    var found = Tree.contents(root.resolve("etc"));

    Files.writeString(root.resolve("etc/modules-load.d/passthrough.conf"), "# somebody's\n");
    var later = run("apply", "--beyond-agent", "-f", HOST, "--hash", granted);
    Files.delete(root.resolve("etc/modules-load.d/passthrough.conf"));

    assertThat(later.code()).isEqualTo(1);
    assertThat(result().outcome()).isEqualTo(Outcome.Changed);
    assertThat(result().hash()).isNotEqualTo(granted);
    assertThat(Tree.contents(root.resolve("etc"))).isEqualTo(found);
  }

  @Test
  @DisplayName("carries out the plan with the hash, and restores: each says what it came to")
  void done() throws IOException {
    BootHost.DEBIAN.make(root);
    var found = Tree.contents(root.resolve("etc"));
    run("plan", "--beyond-agent", "-f", HOST);
    var granted = result().hash();

    run("apply", "--beyond-agent", "-f", HOST, "--hash", granted);
    assertThat(result().outcome()).isEqualTo(Outcome.Done);
    assertThat(plan().steps()).anyMatch(it -> it.contains("zz-passthrough.cfg"));
    assertThat(Tree.contents(root.resolve("etc"))).isNotEqualTo(found);

    run("restore", "--yes");
    assertThat(result().outcome()).isEqualTo(Outcome.Done);
    assertThat(Tree.contents(root.resolve("etc"))).isEqualTo(found);
  }

  @Test
  @DisplayName("the largest plan fits into a container's termination message")
  void bounded() throws IOException {
    var card = PciAddress.of(Workstation.GRAPHICS);
    var step = new UnbindDriver(card, card, "ä".repeat(2000), "");
    var plan = Plan.of(Collections.nCopies(5000, step));

    var bytes =
        ResultFile.bytes(Outcome.Failed, plan, Collections.nCopies(300, "“why”".repeat(99)));

    assertThat(bytes).hasSizeLessThanOrEqualTo(ResultFile.MOST_BYTES);
    var read = new ObjectMapper().readValue(bytes, PrivilegedResult.class);
    assertThat(read.hash()).isEqualTo(plan.hash());
    assertThat(read.remarks().getLast()).startsWith("… and ");
  }

  @ParameterizedTest
  @DisplayName("devices that are taken away are named all, or none where they are too many")
  @CsvSource({"100, 100", "101, 0"})
  void names(int taken, int named) throws IOException {
    var card = PciAddress.of(Workstation.GRAPHICS);
    var devices = Collections.nCopies(taken, Workstation.GRAPHICS);
    var plan =
        new Plan(
            List.of(new UnbindDriver(card, card, "a", "")),
            List.of(),
            List.of(),
            List.of(),
            List.of(new Disturbance(0, "ä".repeat(2000), devices)));

    var bytes =
        ResultFile.bytes(Outcome.Planned, plan, Collections.nCopies(300, "“why”".repeat(99)));

    assertThat(bytes).hasSizeLessThanOrEqualTo(ResultFile.MOST_BYTES);
    var read = new ObjectMapper().readValue(bytes, PrivilegedResult.class);
    assertThat(Optional.ofNullable(read.plan()).orElseThrow().devices()).hasSize(named);
  }

  private PrivilegedResult result() throws IOException {
    return new ObjectMapper().readValue(result.toFile(), PrivilegedResult.class);
  }

  private PlanStatus plan() throws IOException {
    return Optional.ofNullable(result().plan()).orElseThrow();
  }

  private String spec(String text) throws IOException {
    return Files.writeString(folder.resolve("node.yaml"), text).toString();
  }

  private Run run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--root", root.toString(), "--result", result.toString()));
    return Run.of(all.toArray(String[]::new));
  }
}
