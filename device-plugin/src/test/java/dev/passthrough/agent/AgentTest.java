package dev.passthrough.agent;

import static dev.passthrough.agent.AgentUnderTest.FUNCTIONS;
import static dev.passthrough.agent.AgentUnderTest.NAME;
import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.LabHost.CARD_ON_NODE_1;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.kubelet.HeldDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent")
class AgentTest {

  @TempDir Path tmp;
  private AgentUnderTest agent;

  @BeforeEach
  void start() throws Exception {
    agent = AgentUnderTest.start(tmp);
  }

  @AfterEach
  void stop() throws Exception {
    agent.stop();
  }

  @Test
  @DisplayName("makes what the spec asks for, offers it, and gives all of it back on deletion")
  void thereAndBack() throws Exception {
    agent.hasThreeFunctions();
    agent.awaitAllocatable();
    assertThat(agent.object().status().advertisedBoot()).isEqualTo(agent.host().boot());
    assertThat(agent.object().status().resources())
        .singleElement()
        .satisfies(it -> assertThat(it.devices()).containsExactlyElementsOf(FUNCTIONS));

    agent.object().delete();
    agent.awaitState(ConditionType.Restored, "True Restored");
    assertThat(agent.sys()).isEqualTo(agent.asFound());
    await().untilAsserted(() -> assertThat(agent.kubelet().allocatable(NAME)).isEmpty());
    assertThat(agent.heard().outcomes())
        .as("whether what was carried out failed")
        .containsExactly(false, false);
    assertThat(agent.heard().plans())
        .as("plans, before and after each")
        .hasValueGreaterThanOrEqualTo(4);
  }

  @Test
  @DisplayName("offers nothing that is new before KubeVirt was told of it, and then at once")
  void kubevirtFirst() {
    agent.object().kubevirtComes();
    agent.object().wants(spec(functions("nic", CARD, 3)));
    agent.awaitState(ConditionType.Ready, "False PermissionAwaited");
    assertThat(agent.object().status().resources())
        .singleElement()
        .satisfies(it -> assertThat(it.pciIds()).isNotEmpty());
    assertThat(agent.kubelet().registrations()).isEmpty();

    agent.object().permitted(true, Reason.Permitted);
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    agent.awaitAllocatable();
  }

  @Test
  @DisplayName("in mode Plan shows the steps and changes nothing")
  void planOnly() throws Exception {
    agent.object().wants(new PassthroughNodeSpec(Mode.Plan, List.of(functions("nic", CARD, 3))));
    agent.awaitState(ConditionType.Ready, "False PlanOnly");
    var plan = Optional.ofNullable(agent.object().status().plan()).orElseThrow();
    assertThat(plan.steps()).anyMatch(it -> it.contains("make 3 virtual functions"));
    assertThat(agent.sys()).isEqualTo(agent.asFound());
    assertThat(agent.kubelet().registrations()).isEmpty();
  }

  @Test
  @DisplayName("recalls what a change takes away first, and leaves what was handed out meanwhile")
  void recalls() {
    agent.hasThreeFunctions();
    agent.awaitAllocatable();
    agent.time().stop();
    agent.object().wants(spec(functions("nic", CARD, 5)));
    await().until(() -> agent.kubelet().allocatable(NAME).isEmpty());
    agent.awaitState(ConditionType.Ready, "False StepsPlanned");
    assertThat(agent.object().status().resources().getFirst().capacity()).isEqualTo(3);
    agent.awaitPlans(2);
    assertThat(agent.device(FUNCTIONS.get(1))).exists();

    agent.held().add(new HeldDevice(NAME, FUNCTIONS.get(1), "default", "vm", "launcher"));
    agent.time().go();
    agent.awaitState(ConditionType.Planned, "False InUse");
    agent.awaitAllocatable();
    assertThat(agent.heard().outcomes()).as("plans that were carried out").hasSize(1);

    agent.held().clear();
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    await().until(() -> agent.kubelet().allocatable(NAME).size() == 5);
  }

  @Test
  @DisplayName("gives kubelet its moment for what is asked for no more, too")
  void askedForNoMore() {
    agent.hasThreeFunctions();
    agent.awaitAllocatable();
    agent.time().stop();
    agent.object().wants(spec(functions("other", CARD_ON_NODE_1, 2)));
    await().until(() -> agent.kubelet().allocatable(NAME).isEmpty());
    agent.awaitPlans(2);
    assertThat(agent.device(FUNCTIONS.get(1))).exists();

    agent.time().go();
    await().untilAsserted(() -> assertThat(agent.device(FUNCTIONS.get(1))).doesNotExist());
  }

  @Test
  @DisplayName("leaves devices to kubelet while its journal cannot be written, and says so after")
  void fullDisk() throws Exception {
    agent.hasThreeFunctions();
    agent.awaitAllocatable();
    agent.time().stop();
    agent.object().wants(spec(functions("nic", CARD, 5)));
    await().until(() -> agent.kubelet().allocatable(NAME).isEmpty());
    agent.disk().fill();
    agent.time().go();
    agent.awaitAllocatable();

    agent.disk().empty();
    agent.wake().now();
    agent.awaitState(ConditionType.Ready, "False StepFailed");
    assertThat(agent.object().condition(ConditionType.Ready).orElseThrow().message())
        .contains("journal");
    agent.awaitAllocatable();

    agent.object().wants(spec(functions("nic", CARD, 3)));
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    agent.awaitAllocatable();
  }

  @Test
  @DisplayName("offers functions that were made anew as well, whatever their card said before")
  void madeAnew() throws Exception {
    agent.hasThreeFunctions();
    Files.writeString(agent.device(CARD).resolve("aer_dev_fatal"), "TOTAL_ERR_FATAL 3\n");
    agent.awaitState(ConditionType.Ready, "False DeviceUnhealthy");
    agent.object().wants(spec(functions("nic", CARD, 5)));
    agent.awaitState(ConditionType.Ready, "True AsDesired");
  }

  @Test
  @DisplayName("lets kubelet hand out on what a change leaves alone, and does not wait for it")
  void leftAlone() {
    agent.hasThreeFunctions();
    agent.awaitAllocatable();
    agent.time().stop();
    agent.object().wants(spec(functions("nic", CARD, 3), functions("other", CARD_ON_NODE_1, 2)));
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    agent.awaitAllocatable();
  }

  @Test
  @DisplayName("says which pod has which device, and which virtual machine is in it")
  void inUse() {
    agent.hasThreeFunctions();
    agent
        .held()
        .add(
            new HeldDevice(
                NAME, FUNCTIONS.get(1), "shop", "virt-launcher-till-7-x2x9k", "compute"));
    agent.held().add(new HeldDevice(NAME, FUNCTIONS.get(2), "default", "vm", "launcher"));
    agent.wake().now();
    await()
        .untilAsserted(() ->
            assertThat(agent.object().status().resources().getFirst().inUse())
                .containsExactly(
                    new DeviceUse(FUNCTIONS.get(1), "shop/virt-launcher-till-7-x2x9k", "till-7"),
                    new DeviceUse(FUNCTIONS.get(2), "default/vm", null)));
  }

  @Test
  @DisplayName("names an entry that cannot be carried out, which does not hold up the other")
  void refusedEntry() {
    agent.object().wants(spec(functions("nic", CARD, 3), functions("gone", "0000:99:00.0", 1)));
    agent.awaitState(ConditionType.Planned, "False DeviceNotFound");
    agent.awaitState(ConditionType.Advertised, "True Registered");
    assertThat(agent.object().condition(ConditionType.Ready).orElseThrow().message())
        .contains("spec.resources[name=gone]")
        .contains("0000:99:00.0");
    agent.awaitAllocatable();
  }
}
