package dev.passthrough.operator.kubevirt;

import static dev.passthrough.operator.kubevirt.Lists.demand;
import static dev.passthrough.operator.kubevirt.Lists.entry;
import static dev.passthrough.operator.kubevirt.Lists.mediated;
import static dev.passthrough.operator.kubevirt.Lists.pci;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Reason;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is wrong with a KubeVirt for a resource is said, the worst first")
class JudgementTest {

  private static final Form FORM = Form.KUBEVIRT;
  private static final Permit NIC = pci("8086:1520", "intel.com/igb-vf");
  private static final Permit SAME_KIND = pci("8086:1520", "intel.com/other");
  private static final Permit VGPU = mediated("A2-1Q", "nvidia.com/a2");

  static Stream<Arguments> table() {
    return Stream.of(
        row("all is well", NIC, contents(true, true, false, entry(FORM, NIC, true))),
        row("no entry", NIC, contents(true, true, false), Reason.NotPermitted),
        row(
            "KubeVirt offers it itself",
            NIC,
            contents(true, true, false, entry(FORM, NIC, false)),
            Reason.RivalProvider),
        row(
            "KubeVirt offers its devices under another name",
            NIC,
            contents(true, true, false, entry(FORM, NIC, true), entry(FORM, SAME_KIND, false)),
            Reason.RivalProvider),
        row(
            "another external one of the same kind is no rival",
            NIC,
            contents(true, true, false, entry(FORM, NIC, true), entry(FORM, SAME_KIND, true))),
        row(
            "the gate is off, and an entry lacks",
            NIC,
            contents(false, true, false),
            Reason.NotPermitted,
            Reason.HostDevicesOff),
        row(
            "sweeping what is listed as external spares it",
            VGPU,
            contents(true, true, false, entry(FORM, VGPU, true))),
        row(
            "KubeVirt divides cards, too",
            VGPU,
            contents(true, true, true, entry(FORM, VGPU, true)),
            Reason.MediatedDevicesSwept),
        row(
            "KubeVirt's own division is switched off",
            VGPU,
            contents(true, false, true, entry(FORM, VGPU, true))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  @DisplayName("by its lists, gate and sweep")
  void table(String what, Permit permit, Contents contents, List<Reason> reasons) {
    var findings = new Judgement(contents, demand(Set.of(), permit)).of(permit.resource());
    assertThat(findings).extracting(Finding::reason).isEqualTo(reasons);
    assertThat(findings).allSatisfy(it -> assertThat(it.message()).contains(permit.resource()));
  }

  @Test
  @DisplayName("what stops a KubeVirt is named for versions old and new")
  void versions() {
    var contents = contents(true, true, true, entry(FORM, VGPU, true));
    assertThat(new Judgement(contents, demand(Set.of(), VGPU)).of(VGPU.resource()))
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains("mediatedDevicesConfiguration.enabled: false", "DisableMDEVConfiguration");
  }

  private static Arguments row(String what, Permit permit, Contents contents, Reason... reasons) {
    return Arguments.of(what, permit, contents, List.of(reasons));
  }

  private static Contents contents(
      boolean hostDevices, boolean sweeps, boolean divides, Entry... entries) {
    var lists = Lists.contents(FORM, Note.NOTHING, entries);
    return new Contents(
        FORM, lists.pci(), lists.mediated(), hostDevices, sweeps, divides, Note.NOTHING);
  }
}
