package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.Reason;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.ResourceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {

  private static final String NAME = "intel.com/igb-vf";
  private static final DeviceUnit UNIT = DeviceUnit.of("0000:01:10.0");

  private final List<Happening> heard = new ArrayList<>();
  private final Announcements announcements = new Announcements(heard::add);

  @Test
  @DisplayName("a device that falls ill is a warning with its cause; one that recovers is none")
  void health() {
    announcements.turned(NAME, UNIT.withHealth(Health.visibly("it is bound to igbvf")));
    announcements.turned(NAME, UNIT);
    assertThat(heard)
        .containsExactly(
            new Happening(
                Reason.DeviceUnhealthy,
                NAME,
                "intel.com/igb-vf: 0000:01:10.0 is unhealthy: it is bound to igbvf."),
            new Happening(
                Reason.DeviceRecovered, NAME, "intel.com/igb-vf: 0000:01:10.0 is healthy again."));
    assertThat(heard).extracting(Happening::isWarning).containsExactly(true, false);
  }

  @Test
  @DisplayName(
      "refused requests and refused resources are told in their words, a restart of kubelet is not")
  void refusals() {
    announcements.refused(NAME, "not_ready", "Device 0000:01:10.0 is gone from the host.");
    announcements.changed(NAME, new ResourceState.Registering());
    announcements.changed(NAME, new ResourceState.KubeletAbsent("nobody answers"));
    announcements.changed(NAME, new ResourceState.Registered(2, 1));
    announcements.changed(NAME, new ResourceState.Refused("no"));
    announcements.changed(NAME, new ResourceState.Unfit("Divide it."));
    assertThat(heard)
        .containsExactly(
            new Happening(
                Reason.AllocationRefused,
                NAME,
                "intel.com/igb-vf: Device 0000:01:10.0 is gone from the host."),
            new Happening(Reason.RegistrationRefused, NAME, "Kubelet refused intel.com/igb-vf: no"),
            new Happening(Reason.RegistrationRefused, NAME, "Divide it."));
  }

  @Test
  @DisplayName(
      "what a turn could not do is told when it begins and when it changes, not while it holds on")
  void turns() {
    turn(Reason.InUse, "stop web");
    turn(Reason.InUse, "stop web");
    turn(Reason.StepsPlanned, "3 steps");
    turn(Reason.InUse, "stop web");
    turn(Reason.InUse, "stop db");
    assertThat(heard)
        .extracting(Happening::note)
        .containsExactly("stop web", "stop web", "stop db");
  }

  private void turn(Reason reason, String message) {
    var condition =
        new Condition(
            ConditionType.Applied.name(),
            "False",
            1L,
            "2026-01-01T00:00:00Z",
            reason.name(),
            message);
    var status = new PassthroughNodeStatus(1L, null, List.of(), List.of(condition));
    announcements.ended(status, Duration.ZERO);
  }
}
