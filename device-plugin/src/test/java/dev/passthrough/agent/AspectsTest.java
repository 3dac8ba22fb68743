package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Mode;
import dev.passthrough.api.Reason;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.Kept;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.Offer;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Refusal;
import dev.passthrough.host.plan.SetDriversAutoprobe;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.OfferedResource;
import dev.passthrough.kubelet.ResourceState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AspectsTest {

  private static final PciAddress CARD = PciAddress.of("0000:01:00.0");
  private static final String NAME = "intel.com/igb-vf";
  private static final List<Step> STEPS = List.of(new SetDriversAutoprobe(CARD, false));
  private static final Answer OFFER =
      new Offer("nic", NAME, List.of(Unit.alone(PciAddress.of("0000:01:10.0"))));
  private static final Answer REFUSAL =
      new Refusal("nic", NAME, Reason.DeviceNotFound, "there is no such card", List.of());
  private static final OfferedResource HEALTHY =
      OfferedResource.pci(NAME, List.of(DeviceUnit.of("0000:01:10.0")));
  private static final OfferedResource SICK =
      OfferedResource.pci(
          NAME, List.of(DeviceUnit.of("0000:01:10.0").withHealth(Health.unhealthy("it is gone"))));

  static Stream<Arguments> planned() {
    return Stream.of(
        Arguments.of(
            "a refusal comes first", Mode.Enforce, turn(REFUSAL), false, Reason.DeviceNotFound),
        Arguments.of(
            "a refusal is told in Observe too",
            Mode.Observe,
            turn(REFUSAL),
            false,
            Reason.DeviceNotFound),
        Arguments.of("Observe plans nothing", Mode.Observe, turn(OFFER), false, Reason.Observing),
        Arguments.of(
            "steps that are left", Mode.Plan, turn(STEPS, List.of()), true, Reason.StepsPlanned),
        Arguments.of("no steps left", Mode.Enforce, turn(OFFER), true, Reason.NothingToChange));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("Planned tells whether the spec can be carried out")
  void planned(String what, Mode mode, Turn turn, boolean good, Reason reason) {
    assertVerdict(new Aspects(mode, turn).planned(), good, reason);
  }

  @Test
  @DisplayName("HostPrepared is the host's own: every notice is told, the first gives the reason")
  void prepared() {
    var notices =
        List.of(
            new Notice(Reason.RebootNeeded, "reboot it"), new Notice(Reason.InUse, "stop that"));
    var plan = new Plan(List.of(), List.of(OFFER), List.of(), notices, List.of());
    var turn = turn(plan);

    assertVerdict(new Aspects(Mode.Plan, turn).prepared(), false, Reason.RebootNeeded);
    assertThat(new Aspects(Mode.Plan, turn).prepared().message())
        .contains("reboot it", "stop that");
    assertVerdict(new Aspects(Mode.Plan, turn(OFFER)).prepared(), true, Reason.AsDesired);
  }

  @Test
  @DisplayName("AgentSuffices names what is beyond the agent: notices and entries it cannot judge")
  void suffices() {
    var unknown = new Refusal("gpu", NAME, Reason.UseUnknown, "not seen", List.of());
    var notice = new Notice(Reason.PrivilegeNeeded, "no IOMMU");
    var plan =
        new Plan(List.of(), List.of(unknown, REFUSAL), List.of(), List.of(notice), List.of());
    var verdict = new Aspects(Mode.Enforce, turn(plan)).suffices();

    assertVerdict(verdict, false, Reason.PrivilegeNeeded);
    assertThat(verdict.message()).contains("no IOMMU", "name=gpu").doesNotContain("no such card");
    assertVerdict(new Aspects(Mode.Enforce, turn(REFUSAL)).suffices(), true, Reason.AsDesired);
    assertVerdict(
        new Aspects(Mode.Enforce, kept(Reason.UseUnknown)).suffices(),
        false,
        Reason.PrivilegeNeeded);
    assertVerdict(
        new Aspects(Mode.Enforce, kept(Reason.NeededByHost)).suffices(), true, Reason.AsDesired);
  }

  static Stream<Arguments> applied() {
    return Stream.of(
        Arguments.of(
            "a step failed", Mode.Enforce, turn(STEPS, List.of("EBUSY")), false, Reason.StepFailed),
        Arguments.of("something is in use", Mode.Enforce, kept(Reason.InUse), false, Reason.InUse),
        Arguments.of(
            "the host needs it again",
            Mode.Enforce,
            kept(Reason.NeededByHost),
            false,
            Reason.NeededByHost),
        Arguments.of("nothing is left", Mode.Enforce, turn(OFFER), true, Reason.AsDesired),
        Arguments.of(
            "Plan carries out nothing", Mode.Plan, turn(STEPS, List.of()), false, Reason.PlanOnly),
        Arguments.of(
            "Observe carries out nothing",
            Mode.Observe,
            turn(STEPS, List.of()),
            false,
            Reason.Observing),
        Arguments.of(
            "steps are left without a failure",
            Mode.Enforce,
            turn(STEPS, List.of()),
            false,
            Reason.StepsPlanned));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("Applied tells whether the host is as planned")
  void applied(String what, Mode mode, Turn turn, boolean good, Reason reason) {
    assertVerdict(new Aspects(mode, turn).applied(), good, reason);
  }

  static Stream<Arguments> advertised() {
    return Stream.of(
        Arguments.of(
            "kubelet holds the list",
            offered(HEALTHY, new ResourceState.Registered(1, 1)),
            true,
            Reason.Registered),
        Arguments.of(
            "a device is unhealthy",
            offered(SICK, new ResourceState.Registered(1, 0)),
            false,
            Reason.DeviceUnhealthy),
        Arguments.of(
            "kubelet refused",
            offered(HEALTHY, new ResourceState.Refused("no")),
            false,
            Reason.RegistrationRefused),
        Arguments.of(
            "kubelet is absent",
            offered(HEALTHY, new ResourceState.KubeletAbsent("no socket")),
            false,
            Reason.KubeletUnavailable),
        Arguments.of(
            "on its way",
            offered(HEALTHY, new ResourceState.Registering()),
            false,
            Reason.Registering),
        Arguments.of("asked for, not ready", turn(OFFER), false, Reason.NothingToAdvertise),
        Arguments.of("kept back", held(), false, Reason.PermissionAwaited),
        Arguments.of(
            "nothing asked for",
            turn(new Plan(List.of(), List.of(), List.of())),
            true,
            Reason.NothingToAdvertise));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @DisplayName("Advertised tells whether kubelet holds every device, all of them healthy")
  void advertised(String what, Turn turn, boolean good, Reason reason) {
    assertVerdict(new Aspects(Mode.Enforce, turn).advertised(), good, reason);
  }

  private static void assertVerdict(Verdict verdict, boolean good, Reason reason) {
    assertThat(verdict.reason()).as(verdict.message()).isEqualTo(reason);
    assertThat(verdict.good()).as(verdict.message()).isEqualTo(good);
    assertThat(verdict.message()).isNotBlank();
  }

  private static Turn turn(Answer answer) {
    return turn(new Plan(List.of(), List.of(answer), List.of()));
  }

  private static Turn turn(Plan plan) {
    return new Turn(plan, List.of(), List.of(), Set.of(), Map.of(), List.of(), Map.of());
  }

  private static Turn held() {
    return new Turn(
        new Plan(List.of(), List.of(OFFER), List.of()),
        List.of(),
        List.of(),
        Set.of(NAME),
        Map.of(),
        List.of(),
        Map.of());
  }

  private static Turn turn(List<Step> steps, List<String> failures) {
    return new Turn(
        new Plan(steps, List.of(OFFER), List.of()),
        failures,
        List.of(),
        Set.of(),
        Map.of(),
        List.of(),
        Map.of());
  }

  private static Turn kept(Reason reason) {
    var kept = List.of(new Kept(CARD, reason, "somebody has it"));
    return new Turn(
        new Plan(List.of(), List.of(OFFER), kept),
        List.of(),
        List.of(),
        Set.of(),
        Map.of(),
        List.of(),
        Map.of());
  }

  private static Turn offered(OfferedResource resource, ResourceState state) {
    return new Turn(
        new Plan(List.of(), List.of(OFFER), List.of()),
        List.of(),
        List.of(resource),
        Set.of(),
        Map.of(),
        List.of(),
        Map.of(NAME, state));
  }
}
