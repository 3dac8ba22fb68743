package dev.passthrough.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.PrivilegedStatus;
import dev.passthrough.api.ResourceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("kubectl passthrough")
class ClusterCommandTest {

  private static final String HASH = "4f".repeat(32);
  private static final String NIC = "intel.com/igb-vf";
  private static final PlanStatus ROOT =
      new PlanStatus(
          HASH, List.of("Add intel_iommu=on", "Reboot"), List.of("every pod"), List.of(), false);

  private final StandIn cluster = new StandIn();

  /** A cluster in memory, in which a plan may change just before it is granted. */
  private static final class StandIn implements Cluster {
    private final List<String> granted = new ArrayList<>();
    private boolean changes;
    private boolean twice;

    @Override
    public List<PassthroughNode> objects() {
      return List.of(well(), broken(), waiting());
    }

    @Override
    public List<PassthroughPolicy> policies() {
      return List.of(Policies.well("cards"), Policies.stopped("gpus"));
    }

    @Override
    public boolean grant(String node, String hash) {
      if (!changes) {
        granted.add(node + " " + hash);
      }
      return !changes;
    }

    @Override
    public void evidence(
        boolean snapshots, BiConsumer<String, byte[]> file, Consumer<String> missing) {
      file.accept("passthroughnodes.yaml", "a: b\n".getBytes(StandardCharsets.UTF_8));
      if (twice) {
        file.accept("passthroughnodes.yaml", new byte[0]);
      }
      if (snapshots) {
        missing.accept("the snapshot of worker-2: forbidden");
      }
    }
  }

  private record Said(int code, String out, String err) {}

  @Test
  @DisplayName("status: a line for each node, then what is in the way and what to do")
  void status() {
    assertThat(run("status").out())
        .isEqualTo(
            """
            NODE       MODE      READY   REASON         DEVICES                IN USE
            worker-1   Enforce   True    AsDesired      intel.com/igb-vf=2     1
            worker-2   Enforce   False   InUse          intel.com/igb-vf=1/2   1
            worker-3   Enforce   False   RebootNeeded   -                      0

            worker-2: Ready is False, InUse
              0000:01:10.2 is held by shop/other
              > Stop what the message names first.

            worker-3: Ready is False, RebootNeeded
              the IOMMU is off
              > Reboot the node, or set spec.host.reboot to WhenNeeded.

            worker-3: PrivilegedWork is False, GrantNeeded
              plan %s
              > Read it; set spec.grant to its hash.
            """
                .formatted(HASH));
    assertThat(run("status", "worker-1").out()).hasLineCount(2);
    assertThat(run("status", "worker-9"))
        .returns(1, Said::code)
        .extracting(Said::err)
        .asString()
        .contains("no PassthroughNode worker-9");
  }

  @Test
  @DisplayName("policies: a line for each, then what is in the way, on which nodes")
  void policies() {
    assertThat(run("policies").out())
        .isEqualTo(
            """
            POLICY   PRIORITY   NODES   OK   WAITING   FAILED   READY   REASON        ROLLOUT
            cards    0          2       2    0         0        True    AsDesired     -
            gpus     7          3       1    1         1        False   NodesFailed   WaveStopped

            gpus: Ready is False, NodesFailed
              1 of 3 nodes failed
              > Read status.failedNodes, and the PassthroughNode objects of those nodes.

            gpus: RolledOut is False, WaveStopped
              worker-2 failed
              > Put right what the message says, on the node or in the policy; the rollout goes on once the node is ready or its spec has changed.
              worker-2: no power
              worker-3: its turn comes
            """);
    assertThat(run("policies", "cards").out()).hasLineCount(2);
    assertThat(run("policies", "none").err()).contains("no PassthroughPolicy none");
  }

  @Test
  @DisplayName("explain and plan: which policy, or who else, an entry comes from")
  void origins() {
    assertThat(run("explain", "0000:01:10.0").out())
        .contains("  asked for by   kubectl-edit, policy cards\n");
    assertThat(run("plan", "worker-1").out())
        .isEqualTo(
            """
            Nothing is to be changed on worker-1.

            Who asks for it:
              entry nic   kubectl-edit, policy cards
            """);
  }

  @Test
  @DisplayName("plan: what the agent would do, and what root would")
  void plan() {
    assertThat(run("plan", "worker-3").out())
        .isEqualTo(
            """
            A privileged pod would do as root on worker-3:
              1. Add intel_iommu=on
              2. Reboot
              disturbs every pod
            Hash: %s
            Nobody has granted it. 'kubectl passthrough approve worker-3' does.
            """
                .formatted(HASH));
    assertThat(run("plan", "worker-2").out()).isEqualTo("Nothing is to be changed on worker-2.\n");
  }

  @Test
  @DisplayName(
      "explain: who offers a device, who has it, what is said of it, in any case of letters")
  void explain() {
    assertThat(run("explain", "0000:01:10.2").out())
        .isEqualTo(
            """
            0000:01:10.2 on worker-1
              offered as     intel.com/igb-vf, entry nic
              kind           8086:10ca
              used by        nobody
              asked for by   kubectl-edit, policy cards

            0000:01:10.2 on worker-2
              offered as   intel.com/igb-vf, entry nic
              kind         8086:10ca
              used by      shop/virt-launcher-cashier-x2x9k (virtual machine cashier)
              Ready        0000:01:10.2 is held by shop/other (InUse)
            """);
    assertThat(run("explain", "0000:FF:00.0").err()).contains("passthrough inspect");
  }

  @Test
  @DisplayName("who-uses: the holders of a resource, and what is free")
  void whoUses() {
    assertThat(run("who-uses", NIC).out())
        .isEqualTo(
            """
            NODE       DEVICE         USED BY
            worker-1   0000:01:10.0   shop/till
            worker-2   0000:01:10.2   shop/virt-launcher-cashier-x2x9k (virtual machine cashier)
            1 of 4 devices are free.
            """);
    assertThat(run("who-uses", "a.b/c")).returns(1, Said::code);
  }

  @Test
  @DisplayName("approve: grants the plan that is shown, and no other")
  void approve() {
    assertThat(run("approve", "worker-3", "--hash", HASH)).returns(0, Said::code);
    assertThat(cluster.granted).containsExactly("worker-3 " + HASH);

    assertThat(run("approve", "worker-3", "--hash", "0".repeat(64)).err()).contains("but " + HASH);
    assertThat(run("approve", "worker-1", "--hash", HASH).err()).contains("nothing waits");
    cluster.changes = true;
    assertThat(run("approve", "worker-3", "--hash", HASH))
        .returns(1, Said::code)
        .extracting(Said::err)
        .asString()
        .contains("has changed since");
    assertThat(cluster.granted).hasSize(1);
  }

  @Test
  @DisplayName("bundle: one file, with a word about what could not be had; never over another")
  void bundle(@TempDir Path folder) throws Exception {
    var file = folder.resolve("b.zip");
    assertThat(run("bundle", "--snapshots", "-o", file.toString()).out()).startsWith("2 files in ");
    try (var zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(it -> it.getName()))
          .containsExactly("passthroughnodes.yaml", "missing.txt");
    }
    assertThat(run("bundle", "-o", file.toString())).returns(1, Said::code);
  }

  @Test
  @DisplayName("bundle: no half of a file where it could not be written as a whole")
  void half(@TempDir Path folder) {
    var file = folder.resolve("b.zip");
    cluster.twice = true;
    assertThat(run("bundle", "-o", file.toString()))
        .returns(1, Said::code)
        .extracting(Said::err)
        .asString()
        .contains("could not write");
    assertThat(file).doesNotExist();
  }

  private Said run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = new CommandLine(new ClusterCommand(_ -> cluster));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println(failure.getMessage());
      return 1;
    });
    int code = line.execute(arguments);
    return new Said(code, out.toString(), err.toString());
  }

  private static PassthroughNode well() {
    var object =
        object(
            "worker-1",
            List.of(nic(2, DeviceUse.of("0000:01:10.0", "shop/till"))),
            null,
            condition("Ready", "True", "AsDesired", "Offered."));
    object
        .getMetadata()
        .setManagedFields(
            List.of(
                Policies.owner("passthrough-policy/cards", "nic"),
                Policies.owner("kubectl-edit", "nic")));
    return object;
  }

  private static PassthroughNode broken() {
    return object(
        "worker-2",
        List.of(nic(1, DeviceUse.of("0000:01:10.2", "shop/virt-launcher-cashier-x2x9k"))),
        null,
        condition("Ready", "False", "InUse", "0000:01:10.2 is held by shop/other"),
        condition("Applied", "True", "AsDesired", ""));
  }

  private static PassthroughNode waiting() {
    return object(
        "worker-3",
        List.of(),
        new PrivilegedStatus(PrivilegedResult.of(Outcome.Planned, ROOT, List.of()), null),
        condition("Ready", "False", "RebootNeeded", "the IOMMU is off"),
        condition("PrivilegedWork", "False", "GrantNeeded", "plan " + HASH));
  }

  private static ResourceStatus nic(int healthy, DeviceUse use) {
    var devices = List.of("0000:01:10.0", "0000:01:10.2");
    var kind = List.of("8086:10ca");
    return new ResourceStatus("nic", NIC, 2, healthy, devices, List.of(use), kind, List.of());
  }

  private static PassthroughNode object(
      String name,
      List<ResourceStatus> resources,
      @Nullable PrivilegedStatus privileged,
      Condition... conditions) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName(name).build());
    object.setSpec(new PassthroughNodeSpec(Mode.Enforce, List.of()));
    object.setStatus(
        new PassthroughNodeStatus(1L, null, resources, List.of(conditions), privileged));
    return object;
  }

  private static Condition condition(String type, String status, String reason, String message) {
    return new Condition(type, status, 1L, "2026-01-01T00:00:00Z", reason, message);
  }
}
