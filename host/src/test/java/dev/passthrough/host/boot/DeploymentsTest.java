package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Reason;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.plan.ChangeArguments;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.DistributionStandIn;
import dev.passthrough.host.testing.InMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host of rpm-ostree's, whose last deployment stays to roll back to")
class DeploymentsTest {

  private static final HostSpec SPEC =
      new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.WhenNeeded);

  @TempDir(factory = InMemory.class)
  Path root;

  @Test
  @DisplayName("is prepared with one new deployment and one reboot, and given back with another")
  void once() throws Exception {
    var distribution = BootHost.FEDORA.make(root).deploy("root=x ostree=/ostree/boot.0");
    var host = new PreparedHost(root, HostAccess.full(distribution));

    for (int turn = 0; turn < 3; turn++) {
      assertThat(host.apply(SPEC).hostFailures()).isEmpty();
    }

    assertThat(host.plan(SPEC)).isEqualTo(new Preparation(List.of(), List.of()));
    assertThat(distribution.ran())
        .extracting(List::getFirst)
        .filteredOn(it -> !it.equals("modprobe"))
        .containsExactly("rpm-ostree", "systemctl");
    assertThat(Files.readString(root.resolve("proc/cmdline"))).contains("intel_iommu=on");

    host.restore();
    distribution.boot();
    assertThat(Files.readString(root.resolve("proc/cmdline"))).doesNotContain("iommu");
    assertThat(host.ledger().holdsNothing()).isTrue();
  }

  @Test
  @DisplayName("has one deployment staged, of which no entry tells, until somebody reboots it")
  void staged() throws Exception {
    var distribution = BootHost.FEDORA.make(root).deploy("root=x ostree=/a intel_iommu=off");
    var host = new PreparedHost(root, HostAccess.full(distribution));
    distribution.boot();
    var never = new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);

    for (int turn = 0; turn < 3; turn++) {
      assertThat(host.apply(never).hostFailures()).isEmpty();
    }

    assertThat(distribution.ran()).extracting(List::getFirst).containsOnlyOnce("rpm-ostree");
    assertThat(host.plan(never).steps()).isEmpty();
    assertThat(host.plan(never).notices())
        .extracting(Notice::reason)
        .containsExactly(Reason.RebootNeeded);
    distribution.boot();
    assertThat(host.plan(never)).isEqualTo(new Preparation(List.of(), List.of()));
    assertThat(Files.readString(root.resolve("proc/cmdline")))
        .contains("intel_iommu=on", "iommu=pt")
        .doesNotContain("off");
  }

  @Test
  @DisplayName("whose staged deployment was thrown away gets another one")
  void lost() throws Exception {
    var distribution = BootHost.FEDORA.make(root).deploy("root=x ostree=/ostree/boot.0");
    var host = new PreparedHost(root, HostAccess.full(distribution));
    host.apply(new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never));
    new DistributionStandIn(root).boot();

    assertThat(host.plan(SPEC).steps()).hasAtLeastOneElementOfType(ChangeArguments.class);
  }
}
