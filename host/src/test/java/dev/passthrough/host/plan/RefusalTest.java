package dev.passthrough.host.plan;

import static dev.passthrough.host.testing.LabHost.CARD;
import static dev.passthrough.host.testing.LabHost.CARD_BEHIND_PLAIN_PORT;
import static dev.passthrough.host.testing.LabHost.CARD_ON_NODE_1;
import static dev.passthrough.host.testing.Specs.functions;
import static dev.passthrough.host.testing.Specs.range;
import static dev.passthrough.host.testing.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.NetworkSettings;
import dev.passthrough.api.NvmeResources;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PhysicalFunctionSelector;
import dev.passthrough.api.Reason;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.InMemory;
import dev.passthrough.host.testing.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What cannot be is refused with the field, the value, the limit and what to do")
class RefusalTest {

  private static final String PF_FIELD =
      "spec.resources[name=nic].virtualFunctions.physicalFunction.address";
  private static final String COUNT_FIELD = "spec.resources[name=nic].virtualFunctions.count";

  @TempDir(factory = InMemory.class)
  Path root;

  /** Something done to the host before. */
  @FunctionalInterface
  interface Change {
    void on(LabHost lab) throws IOException;
  }

  record Case(PassthroughNodeSpec spec, Change change, Reason reason, List<String> words) {

    Case(PassthroughNodeSpec spec, Change change, Reason reason, String... words) {
      this(spec, change, reason, List.of(words));
    }

    @Override
    public String toString() {
      return reason + ": " + words.getLast();
    }
  }

  static Stream<Case> cases() {
    Change none = lab -> {};
    return Stream.of(
        new Case(one("0000:7f:00.0", 1), none, Reason.DeviceNotFound, PF_FIELD, "0000:7f:00.0"),
        new Case(one("0000:00:1f.2", 1), none, Reason.NotSriovCapable, PF_FIELD, "sriov_totalvfs"),
        new Case(one("00:1f.2", 1), none, Reason.InvalidSpec, PF_FIELD, "00:1f.2", "lspci -D"),
        new Case(one(CARD, 0), none, Reason.InvalidSpec, COUNT_FIELD, "1 or more"),
        new Case(
            one(CARD, 9), none, Reason.TooManyVirtualFunctions, COUNT_FIELD, "9 ", "at most 7"),
        new Case(
            one(CARD_BEHIND_PLAIN_PORT, 1),
            none,
            Reason.GroupNotIsolated,
            PF_FIELD,
            "0000:00:02.0",
            CARD_BEHIND_PLAIN_PORT,
            "group 2"),
        new Case(
            one(CARD, 1),
            RefusalTest::withoutGroup,
            Reason.IommuMissing,
            PF_FIELD,
            "intel_iommu=on"),
        new Case(
            one(CARD, 1),
            lab -> remove(lab.tree().path().resolve("sys/bus/pci/drivers/vfio-pci")),
            Reason.DriverMissing,
            "modprobe vfio-pci"),
        new Case(
            one(CARD, 1),
            lab -> Files.delete(device(lab, CARD).resolve("driver")),
            Reason.NotSriovCapable,
            "has no driver"),
        new Case(
            one("0000:01:10.0", 1),
            lab -> make(lab, 1),
            Reason.NotSriovCapable,
            "virtual function itself, of 0000:01:00.0"),
        new Case(
            one(CARD, 3),
            lab -> make(lab, 2),
            Reason.TakenByOthers,
            COUNT_FIELD,
            "2 virtual functions that somebody else made",
            "0000:01:10.0, 0000:01:10.2",
            "echo 0 >"),
        new Case(one(CARD, 2), lab -> make(lab, 2), Reason.TakenByOthers, "driver igbvf"),
        new Case(
            spec(functions("nic", CARD, 1), functions("nic", CARD_ON_NODE_1, 1)),
            none,
            Reason.InvalidSpec,
            "more than one entry with the name nic"),
        new Case(
            spec(range("nic", CARD, 0, 3), range("other", CARD, 2, 2)),
            none,
            Reason.InvalidSpec,
            "spec.resources[name=nic].virtualFunctions.first",
            "virtual functions 0-2",
            "entry other asks for 2-3"),
        new Case(
            spec(range("nic", CARD, 4, 4)),
            none,
            Reason.TooManyVirtualFunctions,
            COUNT_FIELD,
            "virtual functions 4-7 are asked for, 8 in all",
            "at most 7"),
        new Case(
            held("0000:03:00.0", "02:00:00:00:00:01", 1),
            LabHost::addNvme,
            Reason.InvalidSpec,
            "spec.resources[name=nic].virtualFunctions.network",
            "no network card (class 010802)"),
        new Case(
            spec(drive(CARD, new NvmeResources(2, 1))),
            none,
            Reason.InvalidSpec,
            "spec.resources[name=nic].virtualFunctions.nvme",
            "no NVMe drive (class"),
        new Case(
            spec(drive("0000:03:00.0", new NvmeResources(1, 1))),
            LabHost::addNvme,
            Reason.InvalidSpec,
            "1 queues and 1 interrupts",
            "2 queues and 1 interrupt at least"),
        new Case(
            held(CARD, "02:00:00:00:00:01", 1), none, Reason.InvalidSpec, "no network interface"),
        new Case(held(CARD, "03:00:00:00:00:01", 1), none, Reason.InvalidSpec, "03:00", "one even"),
        new Case(held(CARD, "02:00:00:ff:ff:ff", 2), none, Reason.InvalidSpec, "run out", "lower"),
        new Case(
            spec(range("nic", CARD, -1, 1)), none, Reason.InvalidSpec, "-1 is no index", "is 0"),
        new Case(
            spec(
                functions("nic", "a.b/c", CARD, 1), functions("other", "a/b.c", CARD_ON_NODE_1, 1)),
            none,
            Reason.NameCollision,
            "spec.resources[name=nic].resourceName",
            "a.b/c",
            "a/b.c of entry other",
            "PCI_RESOURCE_A_B_C"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refused(Case it) throws IOException {
    var lab = new LabHost(root);
    it.change().on(lab);

    var plan = Planner.plan(new InventoryReader().read(lab.tree().root()), it.spec());

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.refusals()).hasSameSizeAs(it.spec().resources());
    var refusal = plan.refusals().getFirst();
    assertThat(refusal.reason()).as(refusal.message()).isEqualTo(it.reason());
    assertThat(refusal.message()).contains(it.words());
    assertThat(refusal.units()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"igb-vf, not of the form", "requests.intel.com/vf, requests."})
  @DisplayName("A name that kubelet would refuse is refused before")
  void names(String name, String words) {
    var lab = new LabHost(root);
    var plan =
        Planner.plan(
            new InventoryReader().read(lab.tree().root()), spec(functions("nic", name, CARD, 1)));

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.refusals().getFirst().reason()).isEqualTo(Reason.InvalidResourceName);
    assertThat(plan.refusals().getFirst().message())
        .contains("spec.resources[name=nic].resourceName", name, words);
  }

  @Test
  @DisplayName("A refused entry does not hold up the others")
  void othersGoOn() {
    var lab = new LabHost(root);
    var plan =
        Planner.plan(
            new InventoryReader().read(lab.tree().root()),
            spec(functions("bad", CARD, 8), functions("good", CARD_ON_NODE_1, 2)));

    assertThat(plan.refusals()).extracting(Refusal::entry).containsExactly("bad");
    assertThat(plan.offers()).extracting(Offer::entry).containsExactly("good");
    assertThat(plan.stepsOf(PciAddress.of(CARD))).isEmpty();
    assertThat(plan.stepsOf(PciAddress.of(CARD_ON_NODE_1))).isNotEmpty();
  }

  @Test
  @DisplayName("Functions that somebody else made and freed are adopted, and never removed")
  void adopted() throws IOException {
    var lab = new LabHost(root);
    lab.kernel().write(device(lab, CARD).resolve("sriov_drivers_autoprobe"), "0");
    make(lab, 2);
    var snapshot = new InventoryReader().read(lab.tree().root());

    var plan = Planner.plan(snapshot, one(CARD, 2));

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.deviceSteps())
        .extracting(DeviceStep::property)
        .containsOnly(Attribute.DRIVER_OVERRIDE, Attribute.DRIVER);
    assertThat(Planner.restore(Observed.idle(snapshot), Ledger.empty()).deviceSteps()).isEmpty();
  }

  private static ResourceEntry drive(String address, NvmeResources resources) {
    return ResourceEntry.of(
        "nic",
        "intel.com/nic",
        new VirtualFunctions(new PhysicalFunctionSelector(address), 0, 1, null, resources));
  }

  private static PassthroughNodeSpec held(String address, String mac, int count) {
    return spec(
        ResourceEntry.of(
            "nic",
            "intel.com/nic",
            new VirtualFunctions(
                new PhysicalFunctionSelector(address),
                0,
                count,
                new NetworkSettings(mac, null, null, null, null, null))));
  }

  private static PassthroughNodeSpec one(String address, int count) {
    return spec(functions("nic", address, count));
  }

  private static void make(LabHost lab, int count) throws IOException {
    lab.kernel().write(device(lab, CARD).resolve("sriov_numvfs"), "" + count);
  }

  private static Path device(LabHost lab, String address) {
    return lab.tree().root().resolve("sys/bus/pci/devices/" + address).orElseThrow();
  }

  private static void withoutGroup(LabHost lab) throws IOException {
    Files.delete(device(lab, CARD).resolve("iommu_group"));
    Files.delete(lab.tree().path().resolve("sys/kernel/iommu_groups/9/devices/" + CARD));
  }

  private static void remove(Path folder) throws IOException {
    Files.delete(folder.resolve("bind"));
    Files.delete(folder.resolve("unbind"));
    Files.delete(folder);
  }
}
