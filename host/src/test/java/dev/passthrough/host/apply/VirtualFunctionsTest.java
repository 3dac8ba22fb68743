package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Disturbance;
import dev.passthrough.host.plan.Offer;
import dev.passthrough.host.plan.Step;
import dev.passthrough.host.plan.Unit;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualFunctionsTest {

  @TempDir(factory = InMemory.class)
  Path root;

  private LabHost lab;
  private HostUnderTest host;

  @BeforeEach
  void makeHost() {
    lab = new LabHost(root);
    host = new HostUnderTest(root, lab.kernel());
  }

  @Test
  @DisplayName("Three functions are made with the host's drivers kept off, and given to vfio-pci")
  void make() throws Exception {
    var spec = spec(functions("nic", LabHost.CARD, 3));
    var plan = host.plan(spec);

    assertThat(plan.steps().stream().map(Step::sentence))
        .containsExactly(
            "0000:01:00.0: keep the host's drivers off new virtual functions",
            "0000:01:00.0: make 3 virtual functions",
            "0000:01:10.0: let only vfio-pci bind",
            "0000:01:10.0: give it to vfio-pci",
            "0000:01:10.2: let only vfio-pci bind",
            "0000:01:10.2: give it to vfio-pci",
            "0000:01:10.4: let only vfio-pci bind",
            "0000:01:10.4: give it to vfio-pci");
    assertThat(host.apply(spec).failures()).isEmpty();
    var offered = List.of("0000:01:10.0", "0000:01:10.2", "0000:01:10.4");
    assertThat(host.plan(spec).steps()).isEmpty();
    assertThat(host.plan(spec).answers())
        .containsExactly(
            new Offer(
                "nic",
                "intel.com/nic",
                offered.stream().map(PciAddress::of).map(Unit::alone).toList()));
    assertThat(offered)
        .allSatisfy(it ->
            assertThat(host.snapshot().function(PciAddress.of(it)).orElseThrow().driver())
                .contains("vfio-pci"));
  }

  @Test
  @DisplayName("Restore gives back the same tree, byte for byte, and forgets")
  void restore() throws Exception {
    var found = host.sys();
    host.apply(spec(functions("nic", LabHost.CARD, 3)));
    assertThat(host.sys()).isNotEqualTo(found);

    assertThat(host.restore().ok()).isTrue();
    assertThat(host.sys()).isEqualTo(found);
    assertThat(host.ledger().facts()).isEmpty();
    assertThat(host.restore().done()).isEmpty();
  }

  @Test
  @DisplayName("Another count goes through 0; an entry taken out is undone alone")
  void changeAndRemove() throws Exception {
    var found = host.sys();
    host.apply(spec(functions("a", LabHost.CARD, 3), functions("b", LabHost.CARD_ON_NODE_1, 2)));

    var more = spec(functions("a", LabHost.CARD, 5), functions("b", LabHost.CARD_ON_NODE_1, 2));
    assertThat(host.plan(more).steps().stream().map(Step::sentence))
        .startsWith(
            "0000:01:00.0: remove its 3 virtual functions",
            "0000:01:00.0: make 5 virtual functions");
    assertThat(host.plan(more).disturbances())
        .containsExactly(
            new Disturbance(
                0,
                "0000:01:10.0, 0000:01:10.2, 0000:01:10.4 cease to exist",
                List.of("0000:01:10.0", "0000:01:10.2", "0000:01:10.4")));
    assertThat(host.apply(more).ok()).isTrue();
    assertThat(host.plan(more).isEmpty()).isTrue();

    var less = spec(functions("b", LabHost.CARD_ON_NODE_1, 2));
    assertThat(host.plan(less).steps().stream().map(Step::sentence))
        .containsExactly(
            "0000:01:00.0: remove its 5 virtual functions",
            "0000:01:00.0: let the host's drivers take new virtual functions again");
    assertThat(host.apply(less).ok()).isTrue();
    assertThat(host.plan(less).isEmpty()).isTrue();
    host.restore();
    assertThat(host.sys()).isEqualTo(found);
  }
}
