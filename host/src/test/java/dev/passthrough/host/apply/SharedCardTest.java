package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.range;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.Reason;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Answer;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.plan.Refusal;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Entries that divide the virtual functions of one card among them")
class SharedCardTest {

  private static final PassthroughNodeSpec TWO =
      spec(range("data", CARD, 0, 2), range("storage", CARD, 2, 2));

  @TempDir(factory = InMemory.class)
  Path root;

  private HostUnderTest host;
  private LabHost lab;

  @BeforeEach
  void makeHost() {
    lab = new LabHost(root);
    host = new HostUnderTest(root, lab.kernel());
  }

  @Test
  @DisplayName("The card makes as many as the last range needs, once, and each offers its own")
  void together() throws Exception {
    assertThat(sentences(host.plan(TWO)))
        .startsWith(
            "0000:01:00.0: keep the host's drivers off new virtual functions",
            "0000:01:00.0: make 4 virtual functions",
            "0000:01:10.0: let only vfio-pci bind")
        .filteredOn(it -> it.contains("make"))
        .hasSize(1);
    assertThat(host.apply(TWO).failures()).isEmpty();

    assertThat(host.plan(TWO).steps()).isEmpty();
    assertThat(ids(host.plan(TWO), "data")).containsExactly("0000:01:10.0", "0000:01:10.2");
    assertThat(ids(host.plan(TWO), "storage")).containsExactly("0000:01:10.4", "0000:01:10.6");
  }

  @Test
  @DisplayName("Functions that no entry has a range for exist and stay without a driver")
  void gap() throws Exception {
    var last = spec(range("last", CARD, 5, 2));
    assertThat(host.apply(last).failures()).isEmpty();

    assertThat(ids(host.plan(last), "last")).containsExactly("0000:01:11.2", "0000:01:11.4");
    assertThat(driver("0000:01:10.0")).isEmpty();
    assertThat(driver("0000:01:11.2")).isEqualTo("vfio-pci");
  }

  @Test
  @DisplayName("A range that is taken out is given back while the ranges around it stay untouched")
  void takenOut() throws Exception {
    var around = range("around", CARD, 4, 1);
    host.apply(spec(range("data", CARD, 0, 2), range("storage", CARD, 2, 2), around));
    var less = spec(range("data", CARD, 0, 2), around);

    assertThat(sentences(host.plan(less)))
        .containsExactly(
            "0000:01:10.4: take it away from vfio-pci",
            "0000:01:10.6: take it away from vfio-pci",
            "0000:01:10.4: let any driver bind",
            "0000:01:10.6: let any driver bind");
    assertThat(host.apply(less).failures()).isEmpty();
    assertThat(host.plan(less).steps()).isEmpty();
    assertThat(driver("0000:01:10.0")).isEqualTo("vfio-pci");
  }

  @Test
  @DisplayName("While a function is in use, a further range is refused alone, with who has it")
  void growing() throws Exception {
    host.apply(TWO);
    var more =
        spec(range("data", CARD, 0, 2), range("storage", CARD, 2, 2), range("backup", CARD, 4, 1));

    var plan = heldPlan(more);

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.refusals())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.entry()).isEqualTo("backup");
          assertThat(it.reason()).isEqualTo(Reason.InUse);
          assertThat(it.message()).contains("from 4 to 5", "0000:01:10.2 by default/vm is in use");
        });
    assertThat(ids(plan, "data")).hasSize(2);
    assertThat(ids(plan, "storage")).hasSize(2);
    assertThat(host.apply(more).failures()).isEmpty();
    assertThat(ids(host.plan(more), "backup")).containsExactly("0000:01:11.0");
  }

  @Test
  @DisplayName("While a function is in use, the number does not shrink, and each range stays")
  void shrinking() throws Exception {
    host.apply(TWO);
    var less = spec(range("data", CARD, 0, 2));

    var plan = heldPlan(less);

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.refusals().getFirst().message()).contains("from 4 to 2", "default/vm");
    assertThat(plan.refusals().getFirst().units().stream().map(Unit::id))
        .contains("0000:01:10.0", "0000:01:10.2");
    assertThat(sentences(host.plan(less)))
        .startsWith(
            "0000:01:00.0: remove its 4 virtual functions",
            "0000:01:00.0: make 2 virtual functions");
  }

  @Test
  @DisplayName("A range beyond the card is refused, and takes nothing from the others")
  void beyond() throws Exception {
    host.apply(TWO);
    var wrong = spec(range("data", CARD, 0, 2), range("storage", CARD, 2, 20));

    var plan = host.plan(wrong);

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.refusals()).extracting(Refusal::entry).containsExactly("storage");
    assertThat(plan.refusals().getFirst().units()).hasSize(2);
    assertThat(ids(plan, "data")).hasSize(2);
  }

  @Test
  @DisplayName("Of functions that somebody else made a range is adopted, and the rest left alone")
  void foreign() throws Exception {
    var card = lab.tree().root().resolve("sys/bus/pci/devices/" + CARD).orElseThrow();
    lab.kernel().write(card.resolve("sriov_drivers_autoprobe"), "0");
    lab.kernel().write(card.resolve("sriov_numvfs"), "5");
    var found = host.sys();

    assertThat(host.apply(spec(range("two", CARD, 1, 2))).failures()).isEmpty();
    assertThat(driver("0000:01:10.0")).isEmpty();
    assertThat(driver("0000:01:10.2")).isEqualTo("vfio-pci");
    assertThat(host.restore().ok()).isTrue();
    assertThat(host.sys()).isEqualTo(found);
  }

  private Plan heldPlan(PassthroughNodeSpec spec) throws Exception {
    var held = Map.of("0000:01:10.2", "default/vm");
    return Planner.plan(
        new Observed("node-1", host.snapshot(), HostUse.nothing(), held), spec, host.ledger());
  }

  private String driver(String function) {
    return host.snapshot().function(PciAddress.of(function)).orElseThrow().driver().orElse("");
  }

  private static List<String> sentences(Plan plan) {
    return plan.steps().stream().map(Step::sentence).toList();
  }

  private static List<String> ids(Plan plan, String entry) {
    return plan.answers().stream()
        .filter(it -> it.entry().equals(entry))
        .map(Answer::units)
        .flatMap(List::stream)
        .map(Unit::id)
        .toList();
  }
}
