package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Reason;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.bootconfig.BootConfigurationReader;
import dev.passthrough.host.plan.Notice;
import dev.passthrough.host.plan.WriteFile;
import dev.passthrough.host.testing.BootHost;
import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.InMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Every recorded host is prepared by its own means, and given back byte for byte")
class BootHostsTest {

  private static final HostSpec SPEC =
      new HostSpec(Iommu.Required, List.of("iommu=pt", "pci=realloc"), Reboot.Never);

  @TempDir(factory = InMemory.class)
  Path root;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RHEL7")
  void prepared(BootHost recorded) throws Exception {
    var distribution = recorded.make(root);
    var host = new PreparedHost(root, HostAccess.full(distribution));
    var found = host.files();

    var report = host.apply(SPEC);

    assertThat(report.hostFailures()).isEmpty();
    var boot = BootConfigurationReader.read(HostRoot.at(root), Optional.empty());
    for (var argument : List.of("intel_iommu=on", "iommu=pt", "pci=realloc")) {
      assertThat(boot.configures(argument)).as("%s of %s", argument, boot.entries()).isTrue();
    }
    assertThat(host.plan(SPEC).steps()).isEmpty();
    assertThat(host.plan(SPEC).notices())
        .extracting(Notice::reason)
        .containsExactly(Reason.RebootNeeded);

    distribution.boot();
    assertThat(host.plan(SPEC)).isEqualTo(new Preparation(List.of(), List.of()));

    assertThat(host.restore().hostFailures()).isEmpty();
    assertThat(host.files()).isEqualTo(found);
    assertThat(host.ledger().holdsNothing()).isTrue();
    assertThat(host.restoration().steps()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RHEL7")
  @DisplayName("an argument that is not asked for any more goes, the others stay")
  void lessThanBefore(BootHost recorded) throws Exception {
    var distribution = recorded.make(root);
    var host = new PreparedHost(root, HostAccess.full(distribution));
    var found = host.files();
    host.apply(SPEC);

    var less = new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never);
    assertThat(host.apply(less).hostFailures()).isEmpty();

    var boot = BootConfigurationReader.read(HostRoot.at(root), Optional.empty());
    assertThat(boot.configures("iommu=pt")).isTrue();
    assertThat(boot.configures("pci=realloc")).isFalse();
    assertThat(host.plan(less).steps()).isEmpty();
    host.restore();
    assertThat(host.files()).isEqualTo(found);
  }

  @Test
  @DisplayName(
      "a menu whose source is not there is not touched; the message says what to write where")
  void generated() throws Exception {
    var host = new PreparedHost(root, HostAccess.full(BootHost.RHEL7.make(root)));
    var found = host.files();

    var plan = host.plan(SPEC);

    assertThat(plan.steps())
        .noneMatch(it -> it instanceof WriteFile file && file.path().contains("grub"));
    assertThat(plan.notices())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.reason()).isEqualTo(Reason.ChangeByHand);
          assertThat(it.message())
              .contains("/boot/grub2/grub.cfg", "intel_iommu=on", "/etc/default/grub", "Reboot.");
        });
    host.apply(SPEC);
    host.restore();
    assertThat(host.files()).isEqualTo(found);
  }

  @Test
  @DisplayName("no recorded host is left out")
  void all() {
    var names = new ArrayList<String>();
    Fixtures.json(Fixtures.folder("boot").resolve("expected.json"))
        .fieldNames()
        .forEachRemaining(names::add);
    assertThat(Stream.of(BootHost.values()).map(BootHost::fixture))
        .containsExactlyInAnyOrderElementsOf(names);
  }
}
