package dev.passthrough.agent;

import static dev.passthrough.host.testing.Specs.device;
import static dev.passthrough.host.testing.Specs.spec;
import static dev.passthrough.host.testing.Workstation.GRAPHICS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.Workstation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Between whole looks, a card on vfio-pci differs from when it was seen last")
class VitalsTest {

  @TempDir(factory = InMemory.class)
  Path root;

  private final InventoryReader reader = new InventoryReader();
  private final Vitals vitals = new Vitals();

  @BeforeEach
  void takeCard() throws Exception {
    var machine = new Workstation(root);
    var deadlines = new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));
    try (var applier =
        Applier.open(HostRoot.at(root), machine.kernel(), deadlines, Duration.ZERO)) {
      var plan = Planner.plan(applier.observe(Depth.QUICK), spec(device("gpu", GRAPHICS)));
      assertThat(applier.apply(plan).ok()).isTrue();
    }
    write("current_link_speed", "8.0 GT/s PCIe");
    write("current_link_width", "16");
    write("aer_dev_fatal", "TOTAL_ERR_FATAL 2");
    write("aer_dev_correctable", "TOTAL_ERR_COR 7");
    see();
  }

  @ParameterizedTest
  @CsvSource({
    "aer_dev_fatal, TOTAL_ERR_FATAL 3, true",
    "aer_dev_fatal, TOTAL_ERR_FATAL 2, false",
    "aer_dev_correctable, TOTAL_ERR_COR 8, false",
    "current_link_width, 8, true",
    "current_link_speed, 2.5 GT/s PCIe, false",
    "config, ÿÿÿÿ, true"
  })
  @DisplayName("in what tells of its health, and only then")
  void differ(String file, String text, boolean differs) throws Exception {
    Files.writeString(attribute(file), text, StandardCharsets.ISO_8859_1);
    assertThat(vitals.differ(now())).isEqualTo(differs);
    see();
    assertThat(vitals.differ(now())).as("once it was seen").isFalse();
  }

  @Test
  @DisplayName("but not where it is gone or left alone: others tell of that")
  void gone() {
    assertThat(vitals.watched()).contains(PciAddress.of(GRAPHICS));
    assertThat(vitals.differ(Map.of())).isFalse();
  }

  private void see() {
    vitals.see(reader.read(HostRoot.at(root)), Map.of());
  }

  private Map<PciAddress, VitalSigns> now() {
    return reader.vitalSigns(HostRoot.at(root), vitals.watched());
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(attribute(file), text);
  }

  private Path attribute(String name) {
    return root.resolve("sys/bus/pci/devices").resolve(GRAPHICS).resolve(name);
  }
}
