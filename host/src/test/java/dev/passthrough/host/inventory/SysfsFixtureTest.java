package dev.passthrough.host.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passthrough.host.HostRoot;
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

  /** Compared in another way, or in another test of this class. */
  private static final Set<String> NOT_KEPT =
      Set.of("config_bytes", "config_sriov_total_vfs", "path", "physfn");

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private final Map<Path, Snapshot> read = new TreeMap<>();

  List<Path> archives() {
    return Fixtures.files("sysfs", ".tar.gz");
  }

  private Snapshot read(Path archive) {
    return read.computeIfAbsent(
        archive,
        it -> {
          var root = folder.resolve(String.valueOf(it.getFileName()));
          Fixtures.unpack(it, root);
          return new InventoryReader().read(HostRoot.at(root));
        });
  }

  @ParameterizedTest
  @MethodSource("archives")
  @DisplayName("counts by domain, class, driver, NUMA node and group agree")
  void counts(Path archive) {
    var snapshot = read(archive);
    var expected = Fixtures.expected(archive);
    var all = snapshot.functions();

    assertThat(all).hasSize(expected.get("pci_functions").asInt());
    assertThat(count(all, it -> "%04x".formatted(it.address().domain())).keySet())
        .containsExactlyElementsOf(texts(expected.get("domains")));
    assertThat(count(all, it -> it.ids().pciClass().orElseThrow().shortForm()))
        .isEqualTo(numbers(expected.get("classes")));
    assertThat(count(all, it -> it.driver().orElse("(none)")))
        .isEqualTo(numbers(expected.get("drivers")));
    var nodes = numbers(expected.get("numa_nodes"));
    int unknown = nodes.getOrDefault("-1", 0) + nodes.getOrDefault("(absent)", 0);
    assertThat(all.stream().filter(it -> it.numaNode().isEmpty()).count()).isEqualTo(unknown);
    assertThat(all.stream().filter(it -> it.iommuGroup().isEmpty()).count())
        .isEqualTo(expected.get("functions_without_group").asInt());
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
          actual.put(entry.getKey(), read);
        });
    assertThat(actual).isEqualTo(expected);
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
        .filter(it -> !it.getValue().isContainerNode() && !NOT_KEPT.contains(it.getKey()))
        .forEach(it -> facts.put(it.getKey(), it.getValue().asText()));
    facts
        .keySet()
        .removeAll(List.of("config_bytes", "sriov", "config_sriov_total_vfs", "path", "physfn"));
    facts
        .keySet()
        .removeIf(it -> virtualFunction && (it.equals("acs") || it.equals("pcie_port_type")));
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
          .isEqualTo(numbers(expected.get("mdev_parents").get(parent.address().toString())));
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
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().asInt()));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }

  private static List<String> addresses(List<PciFunction> functions) {
    return functions.stream().map(it -> it.address().toString()).toList();
  }

  private static String text(OptionalInt number, String otherwise) {
    return number.isPresent() ? "" + number.getAsInt() : otherwise;
  }
}
