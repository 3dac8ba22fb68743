package dev.passthrough.agent;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.ConditionType;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.kubelet.Door;
import dev.passthrough.kubelet.HeldDevice;
import dev.passthrough.kubelet.KubeletPlugins;
import dev.passthrough.kubelet.testing.KubeletStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The loop at work on a stand-in kernel, with a stand-in kubelet on real sockets.
 *
 * @param pods what they have, as kubelet tells it
 * @param time by which kubelet has a moment to stop handing out
 * @param asFound what {@code sys} was before anything was asked for
 * @param disk where the journal is
 */
record AgentUnderTest(
    Path root,
    LabHost lab,
    Map<String, String> asFound,
    ObjectStandIn object,
    PodsStandIn pods,
    StopClock time,
    Wake wake,
    Heard heard,
    KubeletStandIn kubelet,
    KubeletPlugins plugins,
    FillingDisk disk,
    LinuxHost host,
    Thread loop) {

  /** The resource of {@code Specs.functions}' entry {@code nic}. */
  static final String NAME = "intel.com/nic";

  /** The first three virtual functions of {@link LabHost#CARD}. */
  static final List<String> FUNCTIONS = List.of("0000:01:10.0", "0000:01:10.2", "0000:01:10.4");

  private static final Deadlines DEADLINES =
      new Deadlines(Duration.ofSeconds(10), Duration.ofMillis(100));

  static AgentUnderTest start(Path folder) throws Exception {
    var root = folder.resolve("host");
    var lab = new LabHost(root);
    var asFound = Tree.contents(root.resolve("sys"));
    var kubelet = new KubeletStandIn(folder.resolve("kubelet"));
    kubelet.start();
    return begin(root, lab, asFound, new ObjectStandIn(), PodsStandIn.begin(), kubelet);
  }

  private static AgentUnderTest begin(
      Path root,
      LabHost lab,
      Map<String, String> asFound,
      ObjectStandIn object,
      PodsStandIn pods,
      KubeletStandIn kubelet)
      throws Exception {
    var wake = new Wake(Duration.ofMillis(100));
    var plugins =
        KubeletPlugins.start(
            root,
            root.resolveSibling("kubelet"),
            Door.KubeletSocket,
            (name, state) -> wake.tell(Duration.ZERO));
    var disk =
        new FillingDisk(wait -> Applier.open(HostRoot.at(root), lab.kernel(), DEADLINES, wait));
    var host = LinuxHost.take(HostRoot.at(root), disk, Duration.ofSeconds(1));
    var time = new StopClock();
    var heard = Heard.nothingYet();
    var agent =
        new Agent(
            object, host, plugins, pods.holders(), wake, Clock.systemUTC(), time, List.of(heard));
    var loop = Thread.ofPlatform().start(agent::run);
    return new AgentUnderTest(
        root, lab, asFound, object, pods, time, wake, heard, kubelet, plugins, disk, host, loop);
  }

  /** The agent that comes after this one, which has {@linkplain #leave left}. */
  AgentUnderTest successor() throws Exception {
    return begin(root, lab, asFound, object, pods, kubelet);
  }

  /** Asks for {@link #FUNCTIONS} and waits until all is as asked. */
  void hasThreeFunctions() {
    object.wants(spec(functions("nic", CARD, 3)));
    awaitState(ConditionType.Ready, "True AsDesired");
  }

  /** What pods have, as kubelet tells it. */
  List<HeldDevice> held() {
    return pods.held();
  }

  /** Waits until the host was looked at, and a plan made, {@code more} times from now on. */
  void awaitPlans(int more) {
    for (int i = 0; i < more; i++) {
      int made = heard.plans().get();
      wake.now();
      await().until(() -> heard.plans().get() > made);
    }
  }

  /** Waits until {@code more} turns have ended from now on. */
  void awaitTurns(int more) {
    for (int i = 0; i < more; i++) {
      int ended = heard.turns().get();
      wake.tell(Duration.ZERO);
      await().until(() -> heard.turns().get() > ended);
    }
  }

  /** What the kernel shows of itself now. */
  Map<String, String> sys() throws IOException {
    return Tree.contents(root.resolve("sys"));
  }

  /** The folder of the function at {@code address}. */
  Path device(String address) {
    return root.resolve("sys/bus/pci/devices").resolve(address);
  }

  /** As somebody at the host does who takes {@code address} from {@code driver}. */
  void unbind(String driver, String address) throws IOException {
    lab.kernel().write(root.resolve("sys/bus/pci/drivers").resolve(driver + "/unbind"), address);
  }

  /** The host, for another program. */
  Applier open(Duration wait) throws Exception {
    return Applier.open(HostRoot.at(root), lab.kernel(), DEADLINES, wait);
  }

  /** Kubelet's answer to a registration comes before it has read the list. */
  void awaitAllocatable() {
    await()
        .untilAsserted(
            () -> assertThat(kubelet.allocatable(NAME)).containsExactlyElementsOf(FUNCTIONS));
  }

  void awaitState(ConditionType type, String state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(object.state(type))
                .as(() -> object.condition(type).map(Object::toString).orElse("none"))
                .isEqualTo(state));
  }

  /** Ends the agent, as for a restart. */
  void leave() throws Exception {
    wake.stop();
    loop.join();
    plugins.close();
    host.close();
  }

  /** Ends the agent, and all that stood in for something. */
  void stop() throws Exception {
    leave();
    kubelet.close();
  }
}
