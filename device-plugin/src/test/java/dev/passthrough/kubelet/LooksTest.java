package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.kubelet.testing.HostTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Another look at a single device")
class LooksTest {

  private static final String A = "0000:65:01.0";
  private static final String B = "0000:65:01.1";
  private static final String C = "0000:65:02.0";

  @TempDir Path tmp;
  private HostTree host;
  private Looks looks;
  private OfferedResource resource;

  @BeforeEach
  void makeHost() {
    host = new HostTree(tmp).function(A, "vfio-pci", 12).function(B, "vfio-pci", 12);
    host.function(C, "vfio-pci", 13);
    looks = new Looks(new LiveReader(tmp));
    resource =
        OfferedResource.pci(
            "intel.com/qat",
            List.of(DeviceUnit.of(A).withCompanions(List.of(B)), DeviceUnit.of(C)));
  }

  private static Health of(OfferedResource resource, int unit) {
    return resource.units().get(unit).health();
  }

  @Test
  @DisplayName("finds its driver changed, and found again")
  void driver() throws IOException {
    host.rebind(C, "igbvf");
    var seen = looks.look(resource, Set.of(C));
    assertThat(of(seen, 1)).isEqualTo(Health.visibly("it is bound to igbvf, not to vfio-pci"));
    assertThat(of(seen, 0)).isEqualTo(Health.HEALTHY);
    host.rebind(C, "vfio-pci");
    assertThat(looks.look(seen, Set.of(C))).isEqualTo(resource);
  }

  @Test
  @DisplayName("finds what became of a companion")
  void companion() throws IOException {
    host.rebind(B, "snd_hda_intel");
    assertThat(of(looks.look(resource, Set.of(B)), 0))
        .isEqualTo(
            Health.visibly("its companion " + B + " is bound to snd_hda_intel, not to vfio-pci"));
  }

  @Test
  @DisplayName("at others changes nothing")
  void others() throws IOException {
    host.rebind(C, "igbvf");
    assertThat(looks.look(resource, Set.of(A, "0000:00:1f.0"))).isEqualTo(resource);
  }

  @Test
  @DisplayName("lifts what a reading of the host saw, and nothing that cannot be seen")
  void lifts() throws IOException {
    var sick =
        resource.withUnits(
            List.of(
                resource.units().getFirst().withHealth(Health.unhealthy("its reset failed")),
                resource.units().getLast().withHealth(Health.visibly("it is gone from the host"))));
    var seen = looks.look(sick, Set.of(A, C));
    assertThat(of(seen, 0)).isEqualTo(Health.unhealthy("its reset failed"));
    assertThat(of(seen, 1)).isEqualTo(Health.HEALTHY);
  }

  @Test
  @DisplayName(
      "counts more than a reading that began before it, and less than one that began after")
  void laterCounts() throws IOException {
    long before = System.nanoTime();
    host.rebind(C, "igbvf");
    var seen = looks.look(resource, Set.of(C));
    assertThat(looks.since(before, resource)).isEqualTo(seen);
    assertThat(looks.since(System.nanoTime(), resource)).isEqualTo(resource);
    assertThat(looks.since(before, resource)).as("it is forgotten then").isEqualTo(resource);
  }
}
