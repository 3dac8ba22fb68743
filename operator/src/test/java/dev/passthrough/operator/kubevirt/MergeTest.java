package dev.passthrough.operator.kubevirt;

import static dev.passthrough.operator.kubevirt.Lists.ALL;
import static dev.passthrough.operator.kubevirt.Lists.NOTHING;
import static dev.passthrough.operator.kubevirt.Lists.contents;
import static dev.passthrough.operator.kubevirt.Lists.demand;
import static dev.passthrough.operator.kubevirt.Lists.entry;
import static dev.passthrough.operator.kubevirt.Lists.mediated;
import static dev.passthrough.operator.kubevirt.Lists.pci;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Into KubeVirt's lists comes what is wanted, out of them goes what is ours")
class MergeTest {

  private static final Permit NIC = pci("8086:1520", "intel.com/igb-vf");
  private static final Permit SAME_KIND = pci("8086:1520", "intel.com/one");
  private static final Permit OTHER = pci("10de:1eb8", "nvidia.com/t4");
  private static final Permit VGPU = mediated("NVIDIA A2-1Q", "nvidia.com/a2");
  private static final Form FORM = Form.KUBEVIRT;

  static Stream<Arguments> table() {
    var none = demand(Set.of());
    var nic = demand(Set.of(), NIC);
    return Stream.of(
        row("wanted and absent: added, and noted", List.of(), List.of(), nic, our(NIC), our(NIC)),
        row("nobody wants anything: nothing", List.of(), List.of(), none, List.of(), List.of()),
        row("a hand's own entry stays a hand's", hand(NIC), List.of(), nic, hand(NIC), List.of()),
        row("a hand's stays unused, too", hand(NIC), List.of(), none, hand(NIC), List.of()),
        row("ours and unused: taken out", our(NIC), our(NIC), none, List.of(), List.of()),
        row(
            "ours, among others",
            both(hand(OTHER), our(NIC)),
            our(NIC),
            none,
            hand(OTHER),
            List.of()),
        row(
            "ours twice, one by a hand: one stays",
            both(our(NIC), our(NIC)),
            our(NIC),
            none,
            our(NIC),
            List.of()),
        row("ours, taken out by a hand: added again", List.of(), our(NIC), nic, our(NIC), our(NIC)),
        row(
            "ours, made KubeVirt's by a hand: a hand's now",
            rival(NIC),
            our(NIC),
            nic,
            rival(NIC),
            List.of()),
        row("a rival is not doubled", rival(NIC), List.of(), nic, rival(NIC), List.of()),
        row(
            "one kind, two resources: both",
            our(SAME_KIND),
            our(SAME_KIND),
            demand(Set.of(), NIC, SAME_KIND),
            both(our(SAME_KIND), our(NIC)),
            both(our(NIC), our(SAME_KIND))),
        row(
            "not all of it known yet: kept",
            our(NIC),
            our(NIC),
            demand(Set.of(NIC.resource())),
            our(NIC),
            our(NIC)),
        row(
            "another selector: exchanged",
            our(pci("8086:1521", NIC.resource())),
            our(pci("8086:1521", NIC.resource())),
            nic,
            our(NIC),
            our(NIC)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  @DisplayName("one of ours comes and goes, all else stays in its place")
  void table(
      String what,
      List<Entry> entries,
      List<Entry> ours,
      Demand demand,
      List<Entry> next,
      List<Entry> nextOurs) {
    var before = contents(FORM, note(ours), entries.toArray(Entry[]::new));
    var after = Merge.of(before, demand, NOTHING);
    assertThat(after.next().pci()).as("entries").isEqualTo(next);
    assertThat(after.next().note()).as("ours").isEqualTo(note(nextOurs));
    assertThat(after.findings()).isEmpty();
    assertThat(Merge.of(after.next(), demand, NOTHING).next()).as("again").isEqualTo(after.next());
  }

  @Test
  @DisplayName("selectors are compared as KubeVirt does: without regard to case, blanks as _")
  void selectors() {
    var upper =
        new Entry(
            FORM,
            Permit.Kind.PCI,
            Map.of("pciVendorSelector", "10DE:1EB8", "resourceName", OTHER.resource()));
    assertThat(upper.permit()).isEqualTo(OTHER);
    assertThat(VGPU.selector()).isEqualTo("NVIDIA_A2-1Q");
  }

  @Test
  @DisplayName(
      "a HyperConverged takes one entry for a selector: a second resource is refused by name")
  void keyed() {
    var form = Form.HYPERCONVERGED;
    var before = contents(form, Note.NOTHING, entry(form, SAME_KIND, false));
    var after = Merge.of(before, demand(Set.of(), NIC), NOTHING);
    assertThat(after.next()).isEqualTo(before);
    assertThat(after.findings())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.reason()).isEqualTo(Reason.SelectorTaken);
          assertThat(it.message()).contains(NIC.resource(), SAME_KIND.resource(), "8086:1520");
        });
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName("gate and sweep are switched only if allowed, and back when nobody needs it")
  void switches(Form form) {
    var before = contents(form, Note.NOTHING);
    var wanted = demand(Set.of(), VGPU);
    assertThat(Merge.of(before, wanted, NOTHING).next())
        .returns(before.hostDevices(), Contents::hostDevices)
        .returns(true, Contents::sweeps);

    var on = Merge.of(before, wanted, ALL).next();
    assertThat(on)
        .returns(true, Contents::hostDevices)
        .returns(form == Form.HYPERCONVERGED_V1, Contents::sweeps);
    assertThat(Merge.of(on, wanted, ALL).next()).isEqualTo(on);
    assertThat(Merge.of(on, demand(Set.of()), ALL).next()).isEqualTo(before);
  }

  @Test
  @DisplayName("what was switched on before stays on afterwards")
  void notOurs() {
    var before = new Contents(FORM, List.of(), List.of(), true, false, false, Note.NOTHING);
    var on = Merge.of(before, demand(Set.of(), VGPU), ALL).next();
    assertThat(Merge.of(on, demand(Set.of()), ALL).next()).isEqualTo(before);
  }

  private static Arguments row(
      String what,
      List<Entry> entries,
      List<Entry> ours,
      Demand demand,
      List<Entry> next,
      List<Entry> nextOurs) {
    return Arguments.of(what, entries, ours, demand, next, nextOurs);
  }

  private static List<Entry> our(Permit permit) {
    return List.of(Entry.of(FORM, permit));
  }

  /** With a field more than ours have. */
  private static List<Entry> hand(Permit permit) {
    return List.of(
        new Entry(
            FORM,
            permit.kind(),
            Map.of(
                "pciVendorSelector",
                permit.selector(),
                "resourceName",
                permit.resource(),
                "externalResourceProvider",
                true,
                "comment",
                "by hand")));
  }

  private static List<Entry> rival(Permit permit) {
    return List.of(entry(FORM, permit, false));
  }

  private static List<Entry> both(List<Entry> one, List<Entry> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private static Note note(List<Entry> ours) {
    return new Note(ours.stream().map(Entry::permit).toList(), false, false);
  }
}
