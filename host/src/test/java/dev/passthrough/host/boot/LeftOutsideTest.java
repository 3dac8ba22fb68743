package dev.passthrough.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.HostSpec.Iommu;
import dev.passthrough.api.HostSpec.Reboot;
import dev.passthrough.api.Mode;
import dev.passthrough.api.NetworkSettings;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Attribute;
import dev.passthrough.host.plan.Found;
import dev.passthrough.host.plan.FunctionSetting;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Notice;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An agent that gives a host back says what only root can bring back")
class LeftOutsideTest {

  private static final PciAddress CARD = address("0000:01:00.0");

  private static final Ledger SETTINGS =
      new Ledger(
          List.of(
              new Found(address("0000:01:10.0"), CARD, new FunctionSetting(Setting.VLAN), "0")));

  private static final ResourceEntry TENANT =
      entry(
          new NetworkSettings(
              null, new NetworkSettings.Vlan(100, null, null), null, null, null, null));

  @Test
  @DisplayName("settings of functions that stay, which were there before")
  void settingsThatStay() {
    assertThat(left(TENANT, Ledger.empty(), SETTINGS))
        .singleElement()
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.PrivilegeNeeded))
        .satisfies(it -> assertThat(it.message()).contains("0000:01:00.0", "passthrough restore"));
  }

  @Test
  @DisplayName("not those that go with the functions, nor what root did beside the spec")
  void nothingLeft() {
    var made = new Ledger(List.of(new Found(CARD, CARD, Attribute.VIRTUAL_FUNCTIONS, "0")));
    var plain =
        ResourceEntry.of(
            "nics", "intel.com/nics", new VirtualFunctions(new PhysicalFunctionSelector(""), 1));

    assertThat(left(TENANT, made, SETTINGS)).isEmpty();
    assertThat(left(plain, Ledger.empty(), SETTINGS)).isEmpty();
    assertThat(left(TENANT, Ledger.empty(), Ledger.empty())).isEmpty();
  }

  @Test
  @DisplayName("nothing of a host whose files are as they were found")
  void untouchedFiles() {
    var spec =
        new PassthroughNodeSpec(
            Mode.Enforce,
            new HostSpec(Iommu.Required, List.of("iommu=pt"), Reboot.Never),
            List.of(),
            List.of());

    assertThat(Outside.left(spec, HostLedger.empty(), Ledger.empty(), Ledger.empty()).notices())
        .isEmpty();
  }

  private static List<Notice> left(ResourceEntry entry, Ledger made, Ledger settings) {
    var spec = new PassthroughNodeSpec(Mode.Enforce, List.of(entry));
    return Outside.left(spec, HostLedger.empty(), made, settings).notices();
  }

  private static ResourceEntry entry(NetworkSettings network) {
    return ResourceEntry.of(
        "nics",
        "intel.com/nics",
        new VirtualFunctions(new PhysicalFunctionSelector(CARD.toString()), 0, 1, network));
  }

  private static PciAddress address(String text) {
    return PciAddress.parse(text).orElseThrow();
  }
}
