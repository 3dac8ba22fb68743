package dev.passthrough.agent;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.LabHost.CARD_ON_NODE_1;
import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostTakenException;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.WriteFile;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.kubelet.Door;
import dev.passthrough.kubelet.HeldDevice;
import dev.passthrough.kubelet.KubeletPlugins;
import dev.passthrough.kubelet.testing.KubeletStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop against a stand-in kernel and a stand-in kubelet on real sockets. */
class AgentTest {

  private static final String NAME = "intel.com/nic";
  private static final List<String> FUNCTIONS =
      List.of("0000:01:10.0", "0000:01:10.2", "0000:01:10.4");

  @TempDir Path tmp;
  private final ObjectStandIn object = new ObjectStandIn();
  private final List<HeldDevice> held = new CopyOnWriteArrayList<>();
  private final Wake wake = new Wake(Duration.ofMillis(100));
  private final Heard heard = Heard.nothingYet();
  private Path root;
  private LabHost lab;
  private KubeletStandIn kubelet;
  private KubeletPlugins plugins;
  private LinuxHost host;
  private Thread loop;
  private Map<String, String> asFound;

  @BeforeEach
  void start() throws Exception {
    root = tmp.resolve("host");
    lab = new LabHost(root);
    asFound = Tree.contents(root.resolve("sys"));
    kubelet = new KubeletStandIn(tmp.resolve("kubelet"));
    kubelet.start();
    plugins =
        KubeletPlugins.start(
            root,
            tmp.resolve("kubelet"),
            Door.KubeletSocket,
            (name, state) -> wake.tell(Duration.ZERO));
    var deadlines = new Deadlines(Duration.ofSeconds(10), Duration.ofMillis(100));
    host =
        LinuxHost.take(
            HostRoot.at(root),
            wait -> Applier.open(HostRoot.at(root), lab.kernel(), deadlines, wait),
            Duration.ofSeconds(1));
    var agent =
        new Agent(
            object,
            host,
            plugins,
            new Holders(() -> held),
            wake,
            Clock.systemUTC(),
            List.of(heard));
    loop = Thread.ofPlatform().start(agent::run);
  }

  @AfterEach
  void stop() throws Exception {
    wake.stop();
    loop.join();
    plugins.close();
    host.close();
    kubelet.close();
  }

  @Test
  @DisplayName("makes what the spec asks for, offers it, and gives all of it back on deletion")
  void thereAndBack() throws Exception {
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "True AsDesired");
    awaitAllocatable();
    assertThat(object.status().advertisedBoot()).isEqualTo(host.boot());
    assertThat(object.status().resources())
        .singleElement()
        .satisfies(it -> assertThat(it.devices()).containsExactlyElementsOf(FUNCTIONS));

    object.delete();
    awaitState(ConditionType.Restored, "True Restored");
    assertThat(Tree.contents(root.resolve("sys"))).isEqualTo(asFound);
    await().untilAsserted(() -> assertThat(kubelet.allocatable(NAME)).isEmpty());
    assertThat(heard.outcomes())
        .as("whether what was carried out failed")
        .containsExactly(false, false);
    assertThat(heard.plans()).as("plans, before and after each").hasValueGreaterThanOrEqualTo(4);
  }

  @Test
  @DisplayName("offers nothing that is new before KubeVirt was told of it, and then at once")
  void kubevirtFirst() {
    object.kubevirtComes();
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "False PermissionAwaited");
    assertThat(object.status().resources())
        .singleElement()
        .satisfies(it -> assertThat(it.pciIds()).isNotEmpty());
    assertThat(kubelet.registrations()).isEmpty();

    object.permitted(true, Reason.Permitted);
    awaitState(ConditionType.Ready, "True AsDesired");
    awaitAllocatable();
  }

  @Test
  @DisplayName("in mode Plan shows the steps and changes nothing")
  void planOnly() throws Exception {
    object.wants(new PassthroughNodeSpec(Mode.Plan, List.of(functions("nic", CARD, 3))));
    awaitState(ConditionType.Ready, "False PlanOnly");
    var plan = Optional.ofNullable(object.status().plan()).orElseThrow();
    assertThat(plan.steps()).anyMatch(it -> it.contains("make 3 virtual functions"));
    assertThat(Tree.contents(root.resolve("sys"))).isEqualTo(asFound);
    assertThat(kubelet.registrations()).isEmpty();
  }

  @Test
  @DisplayName("says which pod has which device, and which virtual machine is in it")
  void inUse() {
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "True AsDesired");
    held.add(
        new HeldDevice(NAME, FUNCTIONS.get(1), "shop", "virt-launcher-till-7-x2x9k", "compute"));
    held.add(new HeldDevice(NAME, FUNCTIONS.get(2), "default", "vm", "launcher"));
    wake.now();
    await()
        .untilAsserted(() ->
            assertThat(object.status().resources().getFirst().inUse())
                .containsExactly(
                    new DeviceUse(FUNCTIONS.get(1), "shop/virt-launcher-till-7-x2x9k", "till-7"),
                    new DeviceUse(FUNCTIONS.get(2), "default/vm", null)));
  }

  @Test
  @DisplayName(
      "keeps the host as it is while a pod has a device of a deleted object, and says who is to stop")
  void heldOnDeletion() throws Exception {
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "True AsDesired");
    held.add(new HeldDevice(NAME, FUNCTIONS.get(1), "default", "vm", "launcher"));
    object.delete();
    awaitState(ConditionType.Restored, "False InUse");
    assertThat(object.condition(ConditionType.Restored).orElseThrow().message())
        .contains(FUNCTIONS.get(1));
    assertThat(root.resolve("sys/bus/pci/devices").resolve(FUNCTIONS.get(1))).exists();

    held.clear();
    wake.now();
    awaitState(ConditionType.Restored, "True Restored");
    assertThat(Tree.contents(root.resolve("sys"))).isEqualTo(asFound);
  }

  @Test
  @DisplayName("is ready, and restored, beside what root prepared and the object does not ask for")
  void preparedByRoot() throws Exception {
    Files.createDirectories(root.resolve("etc"));
    change(write(FileState.absent(), FileState.of("x")));
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.HostPrepared, "True StillPrepared");
    awaitState(ConditionType.Ready, "True AsDesired");

    object.delete();
    awaitState(ConditionType.Restored, "True Restored");
    assertThat(root.resolve("etc/made")).hasContent("x");
  }

  @Test
  @DisplayName("is not restored while files that were changed for its object are still changed")
  void hostFilesLeft() throws Exception {
    var left = write(FileState.absent(), FileState.of("x"));
    Files.createDirectories(root.resolve("etc"));
    change(left);
    var host = new HostSpec(Iommu.Required, List.of(), Reboot.Never);
    object.wants(
        new PassthroughNodeSpec(
            Mode.Enforce, host, List.of(functions("nic", CARD, 3)), List.of(), null));
    awaitState(ConditionType.Ready, "True AsDesired");

    object.delete();
    awaitState(ConditionType.Restored, "False PrivilegeNeeded");
    assertThat(object.condition(ConditionType.Restored).orElseThrow().message())
        .contains("passthrough restore");
    assertThat(Tree.contents(root.resolve("sys"))).isEqualTo(asFound);

    change(write(FileState.of("x"), FileState.absent()));
    wake.now();
    awaitState(ConditionType.Restored, "True Restored");
  }

  private static WriteFile write(FileState before, FileState after) {
    return new WriteFile("etc/made", before, after, FileState.absent(), List.of(), "a test");
  }

  private void change(WriteFile step) throws Exception {
    try (var itself =
        Applier.openHost(
            HostRoot.at(root), HostAccess.filesOnly(), Deadlines.usual(), Duration.ofSeconds(1))) {
      assertThat(itself.apply(Plan.of(List.of(step))).ok()).isTrue();
    }
  }

  @Test
  @DisplayName("an entry that cannot be carried out is named, and does not hold up the other")
  void refusedEntry() {
    object.wants(spec(functions("nic", CARD, 3), functions("gone", "0000:99:00.0", 1)));
    awaitState(ConditionType.Planned, "False DeviceNotFound");
    awaitState(ConditionType.Advertised, "True Registered");
    assertThat(object.condition(ConditionType.Ready).orElseThrow().message())
        .contains("spec.resources[name=gone]")
        .contains("0000:99:00.0");
    awaitAllocatable();
  }

  @Test
  @DisplayName(
      "a function that another driver took is unhealthy until it is given back, and that is repaired")
  void driftIsRepaired() throws Exception {
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "True AsDesired");
    var function = root.resolve("sys/bus/pci/devices").resolve(FUNCTIONS.get(0));
    lab.kernel().write(root.resolve("sys/bus/pci/drivers/vfio-pci/unbind"), FUNCTIONS.get(0));
    assertThat(function.resolve("driver")).doesNotExist();
    wake.now();
    await().untilAsserted(() -> assertThat(function.resolve("driver")).exists());
    awaitState(ConditionType.Ready, "True AsDesired");
    awaitAllocatable();
  }

  @Test
  @DisplayName("does not read the host again for news of kubelet's")
  void newsOfKubelet() throws Exception {
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "True AsDesired");
    awaitAllocatable();
    var function = root.resolve("sys/bus/pci/devices").resolve(FUNCTIONS.get(0));
    lab.kernel().write(root.resolve("sys/bus/pci/drivers/vfio-pci/unbind"), FUNCTIONS.get(0));
    held.add(new HeldDevice(NAME, FUNCTIONS.get(1), "default", "vm", "launcher"));
    wake.tell(Duration.ZERO);
    await()
        .untilAsserted(
            () -> assertThat(object.status().resources().getFirst().inUse()).isNotEmpty());
    assertThat(function.resolve("driver")).as("what only a look would show").doesNotExist();

    held.clear();
    wake.now();
    await().untilAsserted(() -> assertThat(function.resolve("driver")).exists());
  }

  @Test
  @DisplayName(
      "a card that falls silent, of which nobody tells, is taken out of the list, and comes back")
  void silent() throws Exception {
    lab.kernel().write(root.resolve("sys/bus/pci/drivers/igb/unbind"), CARD_ON_NODE_1);
    object.wants(spec(device("card", CARD_ON_NODE_1)));
    awaitState(ConditionType.Ready, "True AsDesired");
    await().until(() -> kubelet.allocatable("example.com/card").contains(CARD_ON_NODE_1));
    var planned = heard.plans().get();
    var config = root.resolve("sys/bus/pci/devices").resolve(CARD_ON_NODE_1).resolve("config");

    Files.write(config, new byte[] {-1, -1, -1, -1});
    await().until(() -> kubelet.allocatable("example.com/card").isEmpty());
    Files.delete(config);
    await().until(() -> kubelet.allocatable("example.com/card").contains(CARD_ON_NODE_1));
    assertThat(heard.plans())
        .as("a whole look for each change")
        .hasValueBetween(planned + 2, planned + 4);
  }

  @Test
  @DisplayName("gives way to another program that waits for the host, and goes on when it is done")
  void givesWay() throws Exception {
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "True AsDesired");
    try (var _ = Glance.wake(HostRoot.at(root), host, plugins::look, wake);
        var other = open(Duration.ofSeconds(30))) {
      assertThat(other.ledger().facts()).isNotEmpty();
      object.wants(spec(functions("nic", CARD, 3), functions("gone", "0000:99:00.0", 1)));
      assertThatThrownBy(() -> open(Duration.ZERO)).isInstanceOf(HostTakenException.class);
      awaitAllocatable();
    }
    awaitState(ConditionType.Planned, "False DeviceNotFound");
  }

  private Applier open(Duration wait) throws Exception {
    var deadlines = new Deadlines(Duration.ofSeconds(10), Duration.ofMillis(100));
    return Applier.open(HostRoot.at(root), lab.kernel(), deadlines, wait);
  }

  /** Kubelet's answer to a registration comes before it has read the list. */
  private void awaitAllocatable() {
    await()
        .untilAsserted(
            () -> assertThat(kubelet.allocatable(NAME)).containsExactlyElementsOf(FUNCTIONS));
  }

  private void awaitState(ConditionType type, String state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(object.state(type))
                .as(() -> object.condition(type).map(Object::toString).orElse("none"))
                .isEqualTo(state));
  }
}
