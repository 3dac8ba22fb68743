package dev.passthrough.agent;

import static dev.passthrough.agent.AgentUnderTest.FUNCTIONS;
import static dev.passthrough.agent.AgentUnderTest.NAME;
import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.LabHost.CARD_ON_NODE_1;
import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.ConditionType;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostTakenException;
import dev.passthrough.kubelet.HeldDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent whose host changes beneath it")
class AgentDriftTest {

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
  @DisplayName("takes a function back that another driver took, which is unhealthy until then")
  void driftIsRepaired() throws Exception {
    agent.hasThreeFunctions();
    var function = agent.device(FUNCTIONS.get(0));
    agent.unbind("vfio-pci", FUNCTIONS.get(0));
    assertThat(function.resolve("driver")).doesNotExist();
    agent.wake().now();
    await().untilAsserted(() -> assertThat(function.resolve("driver")).exists());
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    agent.awaitAllocatable();
  }

  @Test
  @DisplayName("does not read the host again for news of kubelet's")
  void newsOfKubelet() throws Exception {
    agent.hasThreeFunctions();
    agent.awaitAllocatable();
    var function = agent.device(FUNCTIONS.get(0));
    agent.unbind("vfio-pci", FUNCTIONS.get(0));
    agent.held().add(new HeldDevice(NAME, FUNCTIONS.get(1), "default", "vm", "launcher"));
    agent.wake().tell(Duration.ZERO);
    await()
        .untilAsserted(
            () -> assertThat(agent.object().status().resources().getFirst().inUse()).isNotEmpty());
    assertThat(function.resolve("driver")).as("what only a look would show").doesNotExist();

    agent.held().clear();
    agent.wake().now();
    await().untilAsserted(() -> assertThat(function.resolve("driver")).exists());
  }

  @Test
  @DisplayName(
      "takes a card that falls silent, of which nobody tells, out of the list until it answers again")
  void silent() throws Exception {
    agent.unbind("igb", CARD_ON_NODE_1);
    agent.object().wants(spec(device("card", CARD_ON_NODE_1)));
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    await().until(() -> agent.kubelet().allocatable("example.com/card").contains(CARD_ON_NODE_1));
    var planned = agent.heard().plans().get();
    var config = agent.device(CARD_ON_NODE_1).resolve("config");

    Files.write(config, new byte[] {-1, -1, -1, -1});
    await().until(() -> agent.kubelet().allocatable("example.com/card").isEmpty());
    Files.delete(config);
    await().until(() -> agent.kubelet().allocatable("example.com/card").contains(CARD_ON_NODE_1));
    assertThat(agent.heard().plans())
        .as("a whole look for each change")
        .hasValueBetween(planned + 2, planned + 4);
  }

  @Test
  @DisplayName(
      "that was started anew goes on listing a card that fell silent, so that capacity tells of it")
  void silentAtStart() throws Exception {
    agent.unbind("igb", CARD_ON_NODE_1);
    agent.object().wants(spec(device("card", CARD_ON_NODE_1)));
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    agent.leave();
    Files.write(agent.device(CARD_ON_NODE_1).resolve("config"), new byte[] {-1, -1, -1, -1});

    agent = agent.successor();
    agent.awaitState(ConditionType.Ready, "False DeviceUnhealthy");
    assertThat(agent.object().status().resources())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.capacity()).isEqualTo(1);
          assertThat(it.allocatable()).isZero();
        });
  }

  @Test
  @DisplayName(
      "gives way to another program that waits for the host, goes round meanwhile, and goes on when it is done")
  void givesWay() throws Exception {
    agent.hasThreeFunctions();
    try (var _ =
            Glance.wake(
                HostRoot.at(agent.root()), agent.host(), agent.plugins()::look, agent.wake());
        var other = agent.open(Duration.ofSeconds(30))) {
      assertThat(other.ledger().facts()).isNotEmpty();
      agent.object().wants(spec(functions("nic", CARD, 3), functions("gone", "0000:99:00.0", 1)));
      assertThatThrownBy(() -> agent.open(Duration.ZERO)).isInstanceOf(HostTakenException.class);
      agent.awaitAllocatable();
      var rests = agent.heard().rests().get();
      await().until(() -> agent.heard().rests().get() > rests);
    }
    agent.awaitState(ConditionType.Planned, "False DeviceNotFound");
  }
}
