package dev.passthrough.agent;

import static dev.passthrough.agent.AgentUnderTest.FUNCTIONS;
import static dev.passthrough.agent.AgentUnderTest.NAME;
import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.passthrough.api.ConditionType;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.WriteFile;
import dev.passthrough.kubelet.HeldDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent whose object is deleted")
class AgentDeletionTest {

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
  @DisplayName(
      "keeps the host as it is while a pod has a device of a deleted object, and says who is to stop")
  void heldOnDeletion() throws Exception {
    agent.hasThreeFunctions();
    agent.held().add(new HeldDevice(NAME, FUNCTIONS.get(1), "default", "vm", "launcher"));
    agent.object().delete();
    agent.awaitState(ConditionType.Restored, "False InUse");
    assertThat(agent.object().condition(ConditionType.Restored).orElseThrow().message())
        .contains(FUNCTIONS.get(1));
    assertThat(agent.device(FUNCTIONS.get(1))).exists();

    agent.held().clear();
    agent.wake().now();
    agent.awaitState(ConditionType.Restored, "True Restored");
    assertThat(agent.sys()).isEqualTo(agent.asFound());
  }

  @Test
  @DisplayName(
      "leaves a device with the pod that has it while a kubelet that has just started names none")
  void kubeletStarts() throws Exception {
    agent.hasThreeFunctions();
    agent.held().add(new HeldDevice(NAME, FUNCTIONS.get(1), "default", "vm", "launcher"));
    agent.object().delete();
    agent.awaitState(ConditionType.Restored, "False InUse");

    agent.pods().kubeletStarts();
    agent.awaitPlans(3);
    assertThat(agent.device(FUNCTIONS.get(1))).exists();
    assertThat(agent.object().state(ConditionType.Restored)).isEqualTo("False InUse");

    agent.pods().pass(LastHolders.SETTLING);
    agent.wake().now();
    agent.awaitState(ConditionType.Restored, "True Restored");
  }

  @Test
  @DisplayName("takes nothing away while kubelet may still hand it out, whatever begins a turn")
  void kubeletHasAMoment() throws Exception {
    agent.hasThreeFunctions();
    agent.awaitAllocatable();
    agent.time().stop();
    agent.object().delete();
    agent.awaitState(ConditionType.Restored, "False Restoring");
    await().until(() -> agent.kubelet().allocatable(NAME).isEmpty());
    agent.awaitTurns(3);
    assertThat(agent.device(FUNCTIONS.get(1))).exists();

    agent.time().go();
    agent.awaitState(ConditionType.Restored, "True Restored");
    assertThat(agent.sys()).isEqualTo(agent.asFound());
  }

  @Test
  @DisplayName("and that is started meanwhile leaves no CDI spec of an earlier agent's")
  void startedMeanwhile() throws Exception {
    var specs = agent.root().resolve("var/run/cdi");
    agent.object().wants(spec(functions("nic", CARD, 3).withCdi()));
    agent.awaitState(ConditionType.Ready, "True AsDesired");
    await().untilAsserted(() -> assertThat(specs).isNotEmptyDirectory());
    agent.leave();
    assertThat(specs).isNotEmptyDirectory();
    agent.object().delete();

    agent = agent.successor();
    agent.awaitState(ConditionType.Restored, "True Restored");
    assertThat(specs).isEmptyDirectory();
  }

  @Test
  @DisplayName("is ready, and restored, beside what root prepared and the object does not ask for")
  void preparedByRoot() throws Exception {
    Files.createDirectories(agent.root().resolve("etc"));
    change(write(FileState.absent(), FileState.of("x")));
    agent.object().wants(spec(functions("nic", CARD, 3)));
    agent.awaitState(ConditionType.HostPrepared, "True StillPrepared");
    agent.awaitState(ConditionType.Ready, "True AsDesired");

    agent.object().delete();
    agent.awaitState(ConditionType.Restored, "True Restored");
    assertThat(agent.root().resolve("etc/made")).hasContent("x");
  }

  @Test
  @DisplayName("is not restored while files that were changed for its object are still changed")
  void hostFilesLeft() throws Exception {
    Files.createDirectories(agent.root().resolve("etc"));
    change(write(FileState.absent(), FileState.of("x")));
    var prepared = new HostSpec(Iommu.Required, List.of(), Reboot.Never);
    var resources = List.of(functions("nic", CARD, 3));
    agent
        .object()
        .wants(new PassthroughNodeSpec(Mode.Enforce, prepared, resources, List.of(), null));
    agent.awaitState(ConditionType.Ready, "True AsDesired");

    agent.object().delete();
    agent.awaitState(ConditionType.Restored, "False PrivilegeNeeded");
    assertThat(agent.object().condition(ConditionType.Restored).orElseThrow().message())
        .contains("passthrough restore");
    assertThat(agent.sys()).isEqualTo(agent.asFound());

    change(write(FileState.of("x"), FileState.absent()));
    agent.wake().now();
    agent.awaitState(ConditionType.Restored, "True Restored");
  }

  private static WriteFile write(FileState before, FileState after) {
    return new WriteFile("etc/made", before, after, FileState.absent(), List.of(), "a test");
  }

  private void change(WriteFile step) throws Exception {
    try (var itself =
        Applier.openHost(
            HostRoot.at(agent.root()),
            HostAccess.filesOnly(),
            Deadlines.usual(),
            Duration.ofSeconds(1))) {
      assertThat(itself.apply(Plan.of(List.of(step))).ok()).isTrue();
    }
  }
}
