package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.GraphicsHost.INTEL;
import static dev.passthrough.host.testing.GraphicsHost.NVIDIA;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.parts;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.host.testing.GraphicsHost;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Cards are divided into mediated devices and virtual GPUs by one model")
class MediatedDevicesTest {

  private static final String FOREIGN = "11111111-2222-4333-8444-555555555555";

  @TempDir(factory = InMemory.class)
  Path root;

  private GraphicsHost machine;
  private HostUnderTest host;

  @BeforeEach
  void makeHost() {
    machine = new GraphicsHost(root);
    host = new HostUnderTest(root, machine.kernel());
  }

  @ParameterizedTest
  @CsvSource({
    "0000:00:02.0, i915-GVTg_V5_4, 3",
    "0000:00:02.0, i915-GVTg_V5_8, 7",
    "0000:00:02.0, small_one, 2",
    "0000:65:00.0, 746, 4",
    "0000:65:00.0, NVIDIA A2-2Q, 3",
    "0000:65:00.0, NVIDIA_A2-1Q, 1"
  })
  @DisplayName("They are made, by id or name, stay, and are gone after restore")
  void thereAndBack(String card, String type, int count) throws Exception {
    var found = host.sys();
    var spec = spec(parts("vgpu", card, type, count));
    var planned = ids(host.plan(spec).answers().getFirst());
    assertThat(planned).hasSize(count).doesNotHaveDuplicates();
    assertThat(host.plan(spec).steps()).hasSize(count);
    assertThat(host.apply(spec).failures()).isEmpty();
    assertThat(host.plan(spec).steps()).isEmpty();
    assertThat(ids(host.plan(spec).answers().getFirst())).isEqualTo(planned);

    assertThat(host.restore().failures()).isEmpty();
    assertThat(host.sys()).isEqualTo(found);
    assertThat(host.ledger().facts()).isEmpty();
    assertThat(ids(host.plan(spec).answers().getFirst())).as("the same again").isEqualTo(planned);
  }

  @Test
  @DisplayName("More and fewer change only the difference; another type replaces all")
  void resized() throws Exception {
    var found = host.sys();
    host.apply(small(2));
    var two = ids(host.plan(small(2)).answers().getFirst());
    assertThat(host.plan(small(5)).steps()).hasSize(3);
    host.apply(small(5));
    assertThat(ids(host.plan(small(5)).answers().getFirst()))
        .startsWith(two.toArray(String[]::new));
    assertThat(host.plan(small(2)).steps().stream().map(Step::sentence))
        .hasSize(3)
        .allMatch(it -> it.contains("remove mediated device"));
    host.apply(small(2));
    assertThat(ids(host.plan(small(2)).answers().getFirst())).isEqualTo(two);

    var other = spec(parts("vgpu", INTEL, "i915-GVTg_V5_4", 2));
    host.apply(other);
    host.apply(other);
    assertThat(host.plan(other).refusals()).isEmpty();
    assertThat(host.plan(other).steps()).isEmpty();
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "0000:00:02.0, i915-GVTg_V5_4, 4, Exhausted, 'room for 3 more, not for 4; it could make, of one type: i915-GVTg_V5_4: 3 more, i915-GVTg_V5_8 (Small one): 7 more'",
    "0000:00:02.0, i915-GVTg_V5_2, 1, TypeUnknown, 'i915-GVTg_V5_8 (Small one): 7 more'",
    "0000:65:00.0, 747, 5, Exhausted, '4 more of the 4 virtual functions'",
    "0000:65:00.0, 748, 1, TypeUnknown, '747 (NVIDIA A2-2Q): at most 4'",
    "0000:00:01.0, any, 1, NotDivisible, 'load the driver'",
    "0000:77:00.0, any, 1, DeviceNotFound, 'lspci -D'",
    "00:02.0, any, 1, InvalidSpec, 'no PCI address'",
    "0000:00:02.0, any, 0, InvalidSpec, '1 or more'"
  })
  @DisplayName("What there is no room or no type for is refused, and what there could be is told")
  void refused(String card, String type, int count, Reason reason, String words) throws Exception {
    var plan = host.plan(spec(parts("vgpu", card, type, count)));
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.refusals().getFirst().reason()).isEqualTo(reason);
    assertThat(plan.refusals().getFirst().message())
        .startsWith("spec.resources[name=vgpu].mediatedDevices.")
        .contains(words);
  }

  @Test
  @DisplayName("Two entries share the room of a card")
  void shared() throws Exception {
    var plan =
        host.plan(
            spec(parts("a", INTEL, "i915-GVTg_V5_8", 5), parts("b", INTEL, "i915-GVTg_V5_8", 3)));
    assertThat(plan.offers()).extracting(it -> it.entry()).containsExactly("a");
    assertThat(plan.refusals().getFirst().message()).contains("room for 2 more, not for 3");
  }

  @Test
  @DisplayName(
      "Two entries of one type have virtual GPUs of their own, and the later one goes alone")
  void sharedVirtualGpus() throws Exception {
    var first = parts("a", NVIDIA, "NVIDIA A2-1Q", 2);
    var both = spec(first, parts("b", NVIDIA, "NVIDIA_A2-1Q", 1));
    assertThat(host.apply(both).failures()).isEmpty();

    assertThat(host.plan(both).steps()).isEmpty();
    var a = ids(host.plan(both).answers().getFirst());
    var b = ids(host.plan(both).answers().getLast());
    assertThat(a).hasSize(2);
    assertThat(b).hasSize(1).doesNotContainAnyElementsOf(a);
    assertThat(host.apply(spec(first)).failures()).isEmpty();
    assertThat(ids(host.plan(spec(first)).answers().getFirst())).isEqualTo(a);
    assertThat(host.ledger().cards()).hasSize(1);
    assertThat(host.plan(both).steps()).hasSize(1);
  }

  @Test
  @DisplayName("What one entry has of a card does not depend on what another one asks for")
  void stableVirtualGpus() throws Exception {
    var second = parts("b", NVIDIA, "NVIDIA_A2-1Q", 2);
    var both = spec(parts("a", NVIDIA, "NVIDIA A2-1Q", 1), second);
    host.apply(both);
    var a = ids(host.plan(both).answers().getFirst());
    var b = ids(host.plan(both).answers().getLast());

    var more = spec(parts("a", NVIDIA, "NVIDIA A2-1Q", 2), second);
    assertThat(host.plan(more).steps()).hasSize(1);
    assertThat(ids(host.plan(more).answers().getLast())).isEqualTo(b);
    assertThat(host.apply(more).failures()).isEmpty();
    assertThat(ids(host.plan(more).answers().getFirst())).hasSize(2).containsAll(a);
    assertThat(ids(host.plan(more).answers().getLast())).isEqualTo(b);

    assertThat(host.plan(spec(second)).steps()).hasSize(2);
    assertThat(host.apply(spec(second)).failures()).isEmpty();
    assertThat(ids(host.plan(spec(second)).answers().getFirst())).isEqualTo(b);
  }

  @Test
  @DisplayName("What a pod has of an entry that is gone goes to no other one")
  void heldVirtualGpu() throws Exception {
    var first = parts("a", NVIDIA, "NVIDIA A2-1Q", 2);
    host.apply(spec(first));
    var a = ids(host.plan(spec(first)).answers().getFirst());
    var observed =
        new Observed(
            "node-1", host.snapshot(), HostUse.nothing(), Map.of(a.getFirst(), "default/vm"));

    var plan = Planner.plan(observed, spec(parts("b", NVIDIA, "NVIDIA A2-1Q", 2)), host.ledger());

    assertThat(ids(plan.answers().getFirst())).hasSize(2).doesNotContain(a.getFirst());
    assertThat(plan.kept().getFirst().message()).contains(a.getFirst() + " by default/vm");
  }

  @Test
  @DisplayName("What others made is offered by one entry, the first that asks")
  void adoptedOnce() throws Exception {
    make(FOREIGN);
    var both = spec(parts("a", INTEL, "i915-GVTg_V5_8", 1), parts("b", INTEL, "small_one", 1));
    for (int round = 0; round < 2; round++) {
      assertThat(ids(host.plan(both).answers().getFirst())).containsExactly(FOREIGN);
      assertThat(ids(host.plan(both).answers().getLast())).hasSize(1).doesNotContain(FOREIGN);
      assertThat(host.apply(both).failures()).isEmpty();
    }
    assertThat(host.plan(both).steps()).isEmpty();
  }

  @Test
  @DisplayName("Others' devices of the type are offered as found, and never removed")
  void adopted() throws Exception {
    make(FOREIGN);
    var found = host.sys();
    assertThat(host.plan(small(1)).steps()).isEmpty();
    assertThat(ids(host.plan(small(1)).answers().getFirst())).containsExactly(FOREIGN);
    assertThat(host.plan(small(2)).steps()).hasSize(1);
    host.apply(small(2));
    assertThat(ids(host.plan(small(2)).answers().getFirst())).hasSize(2).contains(FOREIGN);
    assertThat(host.plan(small(2)).steps()).isEmpty();
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }

  @Test
  @DisplayName("A device that a pod has is not removed")
  void held() throws Exception {
    host.apply(small(2));
    var id = ids(host.plan(small(2)).answers().getFirst()).getLast();
    var observed =
        new Observed("node-1", host.snapshot(), HostUse.nothing(), Map.of(id, "default/vm"));
    var plan = Planner.plan(observed, small(1), host.ledger());
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.kept().getFirst().message()).contains(id + " by default/vm is in use");
  }

  @Test
  @DisplayName("A card is divided or its functions are given away, not both")
  void contradiction() throws Exception {
    var plan = host.plan(spec(parts("a", NVIDIA, "746", 1), functions("b", NVIDIA, 2)));
    assertThat(plan.refusals()).hasSize(2);
    assertThat(plan.steps()).isEmpty();
  }

  @Test
  @DisplayName("A virtual GPU stays with its maker's driver and is found by its address")
  void vendor() throws Exception {
    var spec = spec(parts("vgpu", NVIDIA, "NVIDIA A2-2Q", 1));
    host.apply(spec);
    assertThat(host.plan(spec).answers().getFirst().units())
        .containsExactly(new Unit.Vgpu(PciAddress.of("0000:65:00.4"), PciAddress.of(NVIDIA)));
    assertThat(host.snapshot().function(PciAddress.of("0000:65:00.4")).orElseThrow().driver())
        .contains("nvidia");
  }

  private static PassthroughNodeSpec small(int count) {
    return spec(parts("vgpu", INTEL, "i915-GVTg_V5_8", count));
  }

  private static List<String> ids(Answer answer) {
    return answer.units().stream().map(Unit::id).toList();
  }

  private void make(String uuid) throws Exception {
    var card = machine.tree().root().resolve("sys/bus/pci/devices/" + INTEL).orElseThrow();
    machine.kernel().write(card.resolve("mdev_supported_types/i915-GVTg_V5_8/create"), uuid);
  }
}
