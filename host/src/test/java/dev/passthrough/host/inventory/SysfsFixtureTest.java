package dev.passthrough.host.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.Fixtures;
import dev.passthrough.host.testing.MemoryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A recorded machine is read as plain file operations read it")
class SysfsFixtureTest {

  /** Compared in another way. */
  private static final Set<String> ELSEWHERE = Set.of("config_bytes", "path");

  /** A virtual function's are not asked for: its physical function's count. */
  private static final Set<String> NOT_ASKED = Set.of("acs", "pcie_port_type");

  /** One for all tests: each tree is unpacked once. */
  @TempDir(factory = MemoryFolder.class)
  static Path folder;

  private final Map<Path, Snapshot> read = new TreeMap<>();

  List<Path> archives() {
    return Fixtures.files("sysfs", ".tar.gz");
  }

  private Snapshot read(Path archive) {
    return read.computeIfAbsent(
        archive,
        it -> {
          Fixtures.unpack(it, folder.resolve(String.valueOf(it.getFileName())));
          return new InventoryReader().read(root(it));
        });
  }

  private HostRoot root(Path archive) {
    return HostRoot.at(folder.resolve(String.valueOf(archive.getFileName())));
  }

  @ParameterizedTest
  @MethodSource("archives")
  @DisplayName("counts by domain, class, driver, NUMA node and group agree")
  void counts(Path archive) {
    var snapshot = read(archive);
    var expected = Fixtures.expected(archive);
    var all = snapshot.functions();

    assertThat(expected.get("tree").asText()).isEqualTo(String.valueOf(archive.getFileName()));
    assertThat(all)
        .hasSize(expected.get("pci_functions").asInt())
        .hasSize(expected.at("/source_check/functions_counted_in_the_source_with_grep").asInt());
    assertThat(count(all, it -> "%04x".formatted(it.address().domain())).keySet())
        .containsExactlyElementsOf(texts(expected.get("domains")));
    assertThat(count(all, it -> it.ids().pciClass().orElseThrow().shortForm()))
        .isEqualTo(numbers(expected.get("classes")));
    assertThat(count(all, it -> it.driver().orElse("(none)")))
        .isEqualTo(numbers(expected.get("drivers")));
    var nodes = numbers(expected.get("numa_nodes"));
    int unknown = nodes.getOrDefault("-1", 0) + nodes.getOrDefault("(absent)", 0);
    assertThat(all.stream().filter(it -> it.numaNode().isEmpty()).count()).isEqualTo(unknown);
    nodes.keySet().removeAll(Set.of("-1", "(absent)"));
    assertThat(
            count(
                all.stream().filter(it -> it.numaNode().isPresent()).toList(),
                it -> "" + it.numaNode().getAsInt()))
        .isEqualTo(nodes);
    assertThat(all.stream().filter(it -> it.iommuGroup().isEmpty()).count())
        .isEqualTo(expected.get("functions_without_group").asInt());
    assertThat(all.stream().map(PciFunction::iommuGroup).filter(it -> it.isPresent()).distinct())
        .hasSize(expected.get("iommu_groups").asInt());
    assertThat(units(archive)).isEqualTo(texts(expected.get("iommu_units")));
    expected
        .get("iommu_group_members")
        .properties()
        .forEach(group ->
            assertThat(snapshot.groupMembers(Integer.parseInt(group.getKey())))
                .extracting(it -> it.address().toString())
                .containsExactlyElementsOf(texts(group.getValue())));
    assertThat(addresses(all.stream().filter(PciFunction::isBootDisplay).toList()))
        .isEqualTo(texts(expected.get("boot_vga")));
    assertThat(
            addresses(
                all.stream().filter(it -> it.ids().pciClass().orElseThrow().display()).toList()))
        .isEqualTo(texts(expected.get("display_controllers")));
  }

  @ParameterizedTest
  @MethodSource("archives")
  @DisplayName("vital signs are the same, read alone and with all else")
  void vitalSigns(Path archive) {
    var all = read(archive).functions();
    assertThat(
            new InventoryReader()
                .vitalSigns(
                    root(archive),
                    all.stream().map(PciFunction::address).collect(Collectors.toSet())))
        .isEqualTo(
            all.stream()
                .collect(
                    Collectors.toMap(PciFunction::address, it -> VitalSigns.of(it.hardware()))));
  }

  private List<String> units(Path archive) {
    return MachineReader.read(root(archive)).iommu().units().value().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("archives")
  @DisplayName("ids, driver, node, group, reset methods, ACS and place of each function agree")
  void eachFunction(Path archive) {
    var snapshot = read(archive);
    var expected = new TreeMap<String, Map<String, String>>();
    var actual = new TreeMap<String, Map<String, String>>();
    Fixtures.expected(archive)
        .get("functions")
        .properties()
        .forEach(entry -> {
          var it = snapshot.function(PciAddress.of(entry.getKey())).orElseThrow();
          var facts = facts(entry.getValue(), it.isVirtualFunction());
          expected.put(entry.getKey(), facts);
          var read = facts(it);
          read.keySet().retainAll(facts.keySet());
          assertThat(place(archive, it)).isEqualTo(entry.getValue().get("path").asText());
          assertThat(it.hardware().config().map(ConfigFacts::complete).orElse(false))
              .as("%s's configuration space is all there", entry.getKey())
              .isEqualTo(complete(entry.getValue(), it.isVirtualFunction()));
          actual.put(entry.getKey(), read);
        });
    assertThat(actual).isEqualTo(expected);
  }

  private String place(Path archive, PciFunction it) {
    var root = root(archive);
    var real = root.resolve("sys/bus/pci/devices/" + it.address()).orElseThrow();
    return root.path().resolve("sys").relativize(real).toString();
  }

  /** PCI Express has 4096 bytes of it, conventional PCI 256; without privilege it is 64. */
  private static boolean complete(JsonNode expected, boolean virtualFunction) {
    int bytes = expected.path("config_bytes").asInt(0);
    return !virtualFunction && (bytes == 4096 || (bytes == 256 && !expected.has("pcie_port_type")));
  }

  /** The facts in the spelling of the expectation; what is unknown is left out. */
  private static Map<String, String> facts(PciFunction it) {
    var facts = new TreeMap<String, String>();
    it.ids().pciClass().ifPresent(v -> facts.put("class", "0x" + v));
    it.ids().vendor().ifPresent(v -> facts.put("vendor", "0x" + v));
    it.ids().device().ifPresent(v -> facts.put("device", "0x" + v));
    it.ids().subsystemVendor().ifPresent(v -> facts.put("subsystem_vendor", "0x" + v));
    it.ids().subsystemDevice().ifPresent(v -> facts.put("subsystem_device", "0x" + v));
    it.ids().revision().ifPresent(v -> facts.put("revision", "0x" + v));
    facts.put("boot_vga", it.isBootDisplay() ? "1" : "0");
    facts.put("driver", it.driver().orElse("null"));
    facts.put("driver_override", it.driverOverride().orElse("(null)"));
    facts.put("iommu_group", text(it.iommuGroup(), "null"));
    facts.put("numa_node", text(it.numaNode(), "-1"));
    it.hardware().resetMethods().ifPresent(v -> facts.put("reset_method", String.join(" ", v)));
    var config = it.hardware().config();
    config
        .flatMap(ConfigFacts::acs)
        .ifPresent(
            v -> facts.put("acs", "cap=%04x ctl=%04x".formatted(v.capability(), v.control())));
    config
        .flatMap(ConfigFacts::pcie)
        .ifPresent(v -> facts.put("pcie_port_type", "" + v.portType()));
    config
        .map(ConfigFacts::sriovVfs)
        .ifPresent(v -> facts.put("config_sriov_total_vfs", text(v, "null")));
    it.physicalFunction().ifPresent(v -> facts.put("physfn", v.toString()));
    it.sriov()
        .filter(v -> v.numVfs() > 0)
        .ifPresent(v -> facts.put("virtfn", addressTexts(v.virtualFunctions())));
    facts.put(
        "above",
        it.placement()
            .upstream()
            .map(PciAddress::toString)
            .or(() -> it.placement().root())
            .orElse(""));
    return facts;
  }

  private static Map<String, String> facts(JsonNode expected, boolean virtualFunction) {
    var facts = new TreeMap<String, String>();
    expected.properties().stream()
        .filter(it -> !it.getValue().isContainerNode() && !ELSEWHERE.contains(it.getKey()))
        .filter(it -> !virtualFunction || !NOT_ASKED.contains(it.getKey()))
        .forEach(it -> facts.put(it.getKey(), it.getValue().asText()));
    if (expected.has("virtfn")) {
      facts.put("virtfn", texts(expected.get("virtfn")).toString());
    }
    facts.put(
        "above",
        String.valueOf(
            Path.of(expected.get("path").asText()).resolve("..").normalize().getFileName()));
    return facts;
  }

  @ParameterizedTest
  @MethodSource("archives")
  @DisplayName("physical and virtual functions agree, the total being what sysfs says")
  void virtualFunctions(Path archive) {
    var snapshot = read(archive);
    var expected = Fixtures.expected(archive);
    assertThat(
            snapshot.functions().stream()
                .filter(it -> it.sriov().isPresent())
                .collect(
                    Collectors.toMap(
                        it -> it.address().toString(), it -> it.sriov().orElseThrow().totalVfs())))
        .isEqualTo(
            expected.get("sriov_pfs").properties().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, it -> it.getValue().get("totalvfs").asInt())));
    for (var physical : expected.get("sriov_pfs").properties()) {
      var sriov =
          snapshot.function(PciAddress.of(physical.getKey())).orElseThrow().sriov().orElseThrow();
      assertThat(sriov.numVfs()).isEqualTo(physical.getValue().get("numvfs").asInt());
      assertThat(sriov.routing())
          .contains(
              new Sriov.Routing(
                  physical.getValue().get("offset").asInt(),
                  physical.getValue().get("stride").asInt()));
      assertThat(expected.at("/functions/" + physical.getKey() + "/sriov"))
          .isEqualTo(physical.getValue());
      assertThat(sriov.virtualFunctions()).hasSize(sriov.numVfs()).isSorted();
      assertThat(sriov.driversAutoprobe())
          .isEqualTo(physical.getValue().get("drivers_autoprobe").asInt() == 1);
      for (var virtual : sriov.virtualFunctions()) {
        assertThat(snapshot.function(virtual).orElseThrow().physicalFunction())
            .contains(PciAddress.of(physical.getKey()));
      }
    }
    assertThat(
            addresses(
                snapshot.functions().stream().filter(PciFunction::isVirtualFunction).toList()))
        .isEqualTo(texts(expected.get("vfs_by_physfn")));
  }

  @ParameterizedTest
  @MethodSource("archives")
  @DisplayName("mediated-device parents, their types and instances agree")
  void mediation(Path archive) {
    var snapshot = read(archive);
    var expected = Fixtures.expected(archive);
    var parents = snapshot.functions().stream().filter(it -> it.mediation().isPresent()).toList();
    assertThat(addresses(parents))
        .isEqualTo(
            expected.get("mdev_parents").properties().stream()
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
    var instances = new TreeMap<String, String>();
    for (var parent : parents) {
      var mediation = parent.mediation().orElseThrow();
      assertThat(
              mediation.types().stream()
                  .collect(
                      Collectors.toMap(
                          Mediation.Type::id, it -> it.availableInstances().orElseThrow())))
          .isEqualTo(numbers(expected.get("mdev_parents").get(parent.address().toString())))
          .isEqualTo(numbers(expected.at("/functions/" + parent.address() + "/mdev_types")));
      for (var it : mediation.instances()) {
        instances.put(
            it.uuid(),
            parent.address() + " " + it.type().orElseThrow() + " " + it.iommuGroup().orElseThrow());
      }
    }
    assertThat(instances)
        .isEqualTo(
            expected.get("mdev_devices").properties().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey,
                        it ->
                            "%s %s %s"
                                .formatted(
                                    it.getValue().get("parent").asText(),
                                    it.getValue().get("type").asText(),
                                    it.getValue().get("iommu_group").asText()))));
  }

  private static Map<String, Integer> count(
      List<PciFunction> all, Function<PciFunction, String> by) {
    return all.stream()
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.summingInt(it -> 1)));
  }

  private static Map<String, Integer> numbers(JsonNode object) {
    return object.properties().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, it -> it.getValue().asInt(), (a, b) -> b, TreeMap::new));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  private static List<String> addresses(List<PciFunction> functions) {
    return functions.stream().map(it -> it.address().toString()).toList();
  }

  private static String addressTexts(List<PciAddress> addresses) {
    return addresses.stream().map(PciAddress::toString).toList().toString();
  }

  private static String text(OptionalInt number, String otherwise) {
    return number.isPresent() ? "" + number.getAsInt() : otherwise;
  }
}
