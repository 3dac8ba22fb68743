package dev.passthrough.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Condition;
import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import dev.passthrough.api.PrivilegedStatus;
import dev.passthrough.api.ResourceStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTest {

  private static final String HASH = "a".repeat(64);

  @ParameterizedTest(name = "Ready {0}, PrivilegedWork {1}, holders {2}: {3}")
  @CsvSource({
    "AsDesired, -, false, None",
    "Registering, -, false, Busy",
    "InUse, -, true, Held",
    "PrivilegeNeeded, GrantNeeded, false, Shown",
    "PrivilegeNeeded, GrantOutdated, true, Shown",
    "PrivilegeNeeded, PrivilegedPodRuns, false, Underway",
    "PrivilegeNeeded, LookRuns, false, Busy",
    "PrivilegeNeeded, RebootPending, false, Busy",
    "PrivilegeNeeded, StepFailed, false, Failed",
    "PrivilegeNeeded, NothingPrivileged, false, Busy",
    "RebootNeeded, NothingPrivileged, true, Busy",
    "InUse, NothingPrivileged, true, Held",
    "InUse, PrivilegedPodsOff, true, Held",
    "TakenByOthers, NothingPrivileged, true, Busy",
    "PrivilegeNeeded, PrivilegedPodsOff, true, Busy",
    "InUse, RebootPending, true, Busy"
  })
  @DisplayName("what is left to do follows from what agent and operator say of the object")
  void table(String ready, String privileged, boolean holders, String work) {
    var found = Work.of(object(ready, privileged, holders, 3, Mode.Enforce));
    assertThat(found.getClass().getSimpleName()).isEqualTo(work);
  }

  @Test
  @DisplayName("what was said of an earlier spec, and a node that is not to be changed, is no work")
  void notYet() {
    assertThat(Work.of(object("PrivilegeNeeded", "GrantNeeded", false, 2, Mode.Enforce)))
        .isInstanceOf(Work.Busy.class);
    assertThat(Work.of(object("PrivilegeNeeded", "GrantNeeded", false, 3, Mode.Plan)))
        .isInstanceOf(Work.Out.class);
  }

  @Test
  @DisplayName("a node is emptied of holders only where a look said that something waits for them")
  void heldUp() {
    var waits = PrivilegedResult.of(Outcome.Planned, null, List.of()).heldUpByUse();
    assertThat(Work.of(seen("NothingPrivileged", true, waits))).isInstanceOf(Work.Held.class);
    assertThat(Work.of(seen("NothingPrivileged", false, waits))).isInstanceOf(Work.Busy.class);
    var waitsForNobody = PrivilegedResult.of(Outcome.Planned, null, List.of());
    assertThat(Work.of(seen("NothingPrivileged", true, waitsForNobody)))
        .isInstanceOf(Work.Busy.class);
  }

  @Test
  @DisplayName("a look that failed is tried again by itself, a plan that failed is not")
  void failedLook() {
    var look = PrivilegedResult.of(Outcome.Failed, null, List.of("evicted"));
    assertThat(Work.of(seen("StepFailed", false, look))).isInstanceOf(Work.Busy.class);
  }

  @Test
  @DisplayName("a privileged pod goes on, whatever the spec says by then")
  void underway() {
    assertThat(Work.of(object("PrivilegeNeeded", "PrivilegedPodRuns", false, 2, Mode.Observe)))
        .isInstanceOf(Work.Underway.class);
  }

  private static PassthroughNode seen(String privileged, boolean holders, PrivilegedResult result) {
    var object = object("PrivilegeNeeded", privileged, holders, 3, Mode.Enforce);
    var status = object.getStatus();
    object.setStatus(
        new PassthroughNodeStatus(
            status.observedGeneration(),
            null,
            status.resources(),
            status.conditions(),
            new PrivilegedStatus(result, null)));
    return object;
  }

  @Test
  @DisplayName("a plan that reboots empties the node, one that disturbs those who hold devices")
  void scope() {
    assertThat(Scope.of(new Work.Shown(HASH, true, false))).isEqualTo(Scope.EVERYBODY);
    assertThat(Scope.of(new Work.Shown(HASH, false, true))).isEqualTo(Scope.HOLDERS);
    assertThat(Scope.of(new Work.Shown(HASH, false, false))).isEqualTo(Scope.NOBODY);
    assertThat(Scope.of(new Work.Held())).isEqualTo(Scope.HOLDERS);
  }

  @Test
  @DisplayName("the devices of a node are those that its plan takes away, and those that it offers")
  void devices() {
    var object = object("PrivilegeNeeded", "GrantNeeded", false, 3, Mode.Enforce);
    assertThat(Work.devices(object)).accepts("0000:01:10.0", "0000:41:00.0", "10000:01:10.1");
    assertThat(Work.devices(object)).rejects("0000:01:00.0", "0000:01:10.1");
    object.setStatus(null);
    assertThat(Work.devices(object)).rejects("0000:01:10.0");
  }

  @Test
  @DisplayName("where a plan takes away more than it names, any device may be one of them")
  void unnamed() {
    var object = object("PrivilegeNeeded", "GrantNeeded", false, 3, Mode.Enforce);
    var plan = new PlanStatus(HASH, List.of("a step"), List.of("… and 300 more"), List.of(), false);
    object.setStatus(
        new PassthroughNodeStatus(
            3L,
            null,
            List.of(),
            object.getStatus().conditions(),
            new PrivilegedStatus(PrivilegedResult.of(Outcome.Planned, plan, List.of()), null)));
    assertThat(Work.devices(object)).accepts("0000:01:00.0");
  }

  private static PassthroughNode object(
      String ready, String privileged, boolean holders, long said, Mode mode) {
    var object = new PassthroughNode();
    object.setMetadata(new ObjectMetaBuilder().withName("node").withGeneration(3L).build());
    object.setSpec(new PassthroughNodeSpec(mode, List.of()));
    var conditions =
        Stream.of(
                condition("Ready", ready.equals("AsDesired") ? "True" : "False", ready, said),
                condition("PrivilegedWork", "False", privileged, said))
            .filter(it -> !it.reason().equals("-"))
            .toList();
    var use = holders ? List.of(DeviceUse.of("0000:01:10.0", "ns/pod")) : List.<DeviceUse>of();
    var taken =
        List.of(
            "0000:41:00.0 leaves the host (driver nvidia), and with it: open by python3 (12)",
            "10000:01:10.1 ceases to exist");
    var plan =
        new PlanStatus(
            HASH, List.of("a step"), taken, List.of("0000:41:00.0", "10000:01:10.1"), true);
    object.setStatus(
        new PassthroughNodeStatus(
            said,
            null,
            List.of(new ResourceStatus("a", "b/c", 1, 1, List.of("0000:01:10.0"), use)),
            conditions,
            new PrivilegedStatus(PrivilegedResult.of(Outcome.Planned, plan, List.of()), null)));
    return object;
  }

  private static Condition condition(String type, String status, String reason, long said) {
    return new Condition(type, status, said, "2026-01-01T00:00:00Z", reason, "words");
  }
}
