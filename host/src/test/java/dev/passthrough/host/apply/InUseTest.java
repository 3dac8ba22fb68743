package dev.passthrough.host.apply;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.Reason;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import dev.passthrough.host.use.HostUse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Nothing that a virtual machine has is taken from it")
class InUseTest {

  private static final Map<String, String> HELD = Map.of("0000:01:10.2", "default/vm");

  @TempDir(factory = InMemory.class)
  Path root;

  private HostUnderTest host;

  @BeforeEach
  void offerThree() throws Exception {
    host = new HostUnderTest(root, new LabHost(root).kernel());
    host.apply(spec(functions("nic", CARD, 3)));
  }

  @Test
  @DisplayName("Another count is refused with the holder's address, and what was offered stays so")
  void resize() throws Exception {
    var plan = Planner.plan(held(), spec(functions("nic", CARD, 5)), host.ledger());

    assertThat(plan.steps()).isEmpty();
    var refusal = plan.refusals().getFirst();
    assertThat(refusal.reason()).isEqualTo(Reason.InUse);
    assertThat(refusal.message())
        .contains("spec.resources[name=nic].virtualFunctions.count", "from 3 to 5", "0000:01:10.2");
    assertThat(refusal.units()).hasSize(3);
  }

  @Test
  @DisplayName("Restore keeps the card and says so")
  void restore() throws Exception {
    var plan = Planner.restore(held(), host.ledger());

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.kept().getFirst().card()).isEqualTo(PciAddress.of(CARD));
    assertThat(plan.kept().getFirst().message()).contains("0000:01:10.2 by default/vm is in use");
  }

  @Test
  @DisplayName("A wrong count leaves what is offered as it is")
  void wrongCount() throws Exception {
    var plan = Planner.plan(held(), spec(functions("nic", CARD, 8)), host.ledger());

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.refusals().getFirst().reason()).isEqualTo(Reason.TooManyVirtualFunctions);
    assertThat(plan.refusals().getFirst().units()).hasSize(3);
  }

  private Observed held() {
    return new Observed("node-1", host.snapshot(), HostUse.nothing(), HELD);
  }
}
