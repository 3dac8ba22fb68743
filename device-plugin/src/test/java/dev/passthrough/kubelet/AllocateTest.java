package dev.passthrough.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.kubelet.Allocation.Answer;
import dev.passthrough.kubelet.Allocation.Cause;
import dev.passthrough.kubelet.Allocation.Denied;
import dev.passthrough.kubelet.testing.HostTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worked answers, read off KubeVirt's and NVIDIA's plugins, against a tree of files. */
class AllocateTest {

  private static final String A = "0000:65:01.0";
  private static final String B = "0000:65:01.1";
  private static final String UUID = "b1a51b01-39f4-4ba6-9c3b-5d1c3e7a0c11";

  @TempDir Path tmp;
  private HostTree host;

  @BeforeEach
  void makeHost() {
    host = new HostTree(tmp);
    host.function(A, "vfio-pci", 12).function(B, "vfio-pci", 13);
  }

  private Allocation allocate(OfferedResource resource, String... ids) throws IOException {
    var listing = new Listing(resource);
    return switch (Decision.select(listing, List.of(ids))) {
      case Decision.Selection.NotFound(var why) -> why;
      case Decision.Selection.Found(var units) ->
          Decision.decide(listing, units, new LiveReader(tmp).read(resource.kind(), units));
    };
  }

  private Allocation allocate(String... ids) throws IOException {
    return allocate(
        OfferedResource.pci("intel.com/qat", List.of(DeviceUnit.of(A), DeviceUnit.of(B))), ids);
  }

  @Nested
  class Granted {
    @Test
    @DisplayName("One function by its group: container node, group node, its address")
    void byGroup() throws IOException {
      assertThat(allocate(A))
          .isEqualTo(
              new Answer(
                  List.of("/dev/vfio/vfio", "/dev/vfio/12"),
                  "PCI_RESOURCE_INTEL_COM_QAT",
                  List.of(A)));
    }

    @Test
    @DisplayName("A device node is handed out where it exists, not where sysfs only lists it")
    void byDevice() throws IOException {
      host.vfioDevice(A, "vfio3").vfioDevice(B, "vfio4").node("vfio/devices/vfio3");
      assertThat(allocate(A, B))
          .isEqualTo(
              new Answer(
                  List.of(
                      "/dev/vfio/vfio", "/dev/vfio/12", "/dev/vfio/13", "/dev/vfio/devices/vfio3"),
                  "PCI_RESOURCE_INTEL_COM_QAT",
                  List.of(A, B)));
    }

    @Test
    @DisplayName("iommufd is handed out where only its driver can be seen, as from an agent's pod")
    void iommufdUnseen() throws IOException {
      host.vfioDevice(A, "vfio3").node("vfio/devices/vfio3").driver("class/misc/iommu");
      assertThat(((Answer) allocate(A)).nodes())
          .containsExactly(
              "/dev/vfio/vfio", "/dev/vfio/12", "/dev/vfio/devices/vfio3", "/dev/iommu");
    }

    @Test
    @DisplayName("A kernel without VFIO groups: the device's own node and iommufd are enough")
    void withoutGroups() throws IOException {
      host.without("dev/vfio/12").without("dev/vfio/vfio");
      host.vfioDevice(A, "vfio3").node("vfio/devices/vfio3").node("iommu");
      assertThat(((Answer) allocate(A)).nodes())
          .containsExactly("/dev/vfio/devices/vfio3", "/dev/iommu");
    }

    @Test
    @DisplayName("Addresses stand in the order asked, one for each id")
    void order() throws IOException {
      assertThat(((Answer) allocate(B, A)).addresses()).containsExactly(B, A);
    }

    @Test
    @DisplayName(
        "A card with its audio function on iommufd: every node once, only the card's address")
    void companions() throws IOException {
      host.function("0000:65:00.0", "vfio-pci", 7).function("0000:65:00.1", "vfio-pci", 7);
      host.vfioDevice("0000:65:00.0", "vfio0").vfioDevice("0000:65:00.1", "vfio1");
      host.node("vfio/devices/vfio0").node("vfio/devices/vfio1").node("iommu");
      var gpu = DeviceUnit.of("0000:65:00.0").withCompanions(List.of("0000:65:00.1"));
      assertThat(allocate(OfferedResource.pci("nvidia.com/TU104GL", List.of(gpu)), gpu.id()))
          .isEqualTo(
              new Answer(
                  List.of(
                      "/dev/vfio/vfio",
                      "/dev/vfio/7",
                      "/dev/vfio/devices/vfio0",
                      "/dev/vfio/devices/vfio1",
                      "/dev/iommu"),
                  "PCI_RESOURCE_NVIDIA_COM_TU104GL",
                  List.of("0000:65:00.0")));
    }

    @Test
    @DisplayName("A mediated device: container node, group node, its UUID under the other variable")
    void mediated() throws IOException {
      host.mediatedDevice(UUID, 30);
      var vgpu =
          new OfferedResource(
              "nvidia.com/GRID_T4-1Q",
              AddressKind.MDEV,
              Preference.SPREAD,
              List.of(DeviceUnit.of(UUID)));
      assertThat(allocate(vgpu, UUID))
          .isEqualTo(
              new Answer(
                  List.of("/dev/vfio/vfio", "/dev/vfio/30"),
                  "MDEV_PCI_RESOURCE_NVIDIA_COM_GRID_T4-1Q",
                  List.of(UUID)));
    }

    @Test
    @DisplayName("A vendor's virtual function stays on the vendor's driver")
    void vendorDriver() throws IOException {
      host.function("0000:65:02.0", "nvidia", 20);
      var unit =
          new DeviceUnit(
              "0000:65:02.0",
              "0000:65:02.0",
              List.of(),
              "nvidia",
              OptionalInt.empty(),
              Optional.empty(),
              Health.HEALTHY);
      assertThat(allocate(OfferedResource.pci("nvidia.com/A40-4Q", List.of(unit)), unit.id()))
          .isInstanceOf(Answer.class);
    }
  }

  @Nested
  class Refused {
    private void denied(Cause cause, String sentence, String... ids) throws IOException {
      assertThat(allocate(ids)).isEqualTo(new Denied(cause, sentence));
    }

    @Test
    @DisplayName("An unknown id, with all of the request")
    void unknown() throws IOException {
      denied(
          Cause.UNKNOWN,
          "The node has no device '0000:65:01.7' in intel.com/qat.",
          A,
          "0000:65:01.7");
    }

    @Test
    @DisplayName("An id twice, and no id at all")
    void malformed() throws IOException {
      denied(
          Cause.MALFORMED, "A request for intel.com/qat names '" + A + "' more than once.", A, A);
      denied(Cause.MALFORMED, "A request for intel.com/qat names no device.");
    }

    @Test
    @DisplayName("A function that is gone, though the list still has it")
    void gone() throws IOException {
      host.without("sys/bus/pci/devices/" + A + "/driver")
          .without("sys/bus/pci/devices/" + A + "/iommu_group")
          .without("sys/bus/pci/devices/" + A);
      denied(Cause.NOT_READY, "Device " + A + " is gone from the host.", B, A);
    }

    @Test
    @DisplayName("A function that was rebound behind our back, by its driver's name")
    void rebound() throws IOException {
      host.rebind(A, "igbvf");
      denied(Cause.NOT_READY, "Device " + A + " is bound to igbvf, not to vfio-pci.", A);
      host.without("sys/bus/pci/devices/" + A + "/driver");
      denied(Cause.NOT_READY, "Device " + A + " is bound to no driver, not to vfio-pci.", A);
    }

    @Test
    @DisplayName("A function without an IOMMU group or without its group's node")
    void noGroup() throws IOException {
      host.without("dev/vfio/12");
      denied(
          Cause.NOT_READY,
          "Device " + A + " can't be opened: /dev/vfio/12 is missing on the host (IOMMU group 12).",
          A);
      host.without("sys/bus/pci/devices/" + A + "/iommu_group");
      denied(Cause.NOT_READY, "Device " + A + " has no IOMMU group.", A);
    }

    @Test
    @DisplayName("A companion on a host driver, named with the card it goes with")
    void companion() throws IOException {
      host.function("0000:65:00.0", "vfio-pci", 7).function("0000:65:00.1", "snd_hda_intel", 7);
      var gpu = DeviceUnit.of("0000:65:00.0").withCompanions(List.of("0000:65:00.1"));
      assertThat(allocate(OfferedResource.pci("nvidia.com/TU104GL", List.of(gpu)), gpu.id()))
          .isEqualTo(
              new Denied(
                  Cause.NOT_READY,
                  "Device 0000:65:00.1 is bound to snd_hda_intel, not to vfio-pci, and it goes with"
                      + " 0000:65:00.0."));
    }

    @Test
    @DisplayName("A function whose group the host uses by another function, but not by a bridge")
    void neighbour() throws IOException {
      host.function("0000:65:00.7", "pcieport", 12).classified("0000:65:00.7", "0x060400");
      assertThat(allocate(A)).isInstanceOf(Answer.class);
      host.function("0000:65:00.6", "xhci_hcd", 12).classified("0000:65:00.6", "0x0c0330");
      denied(
          Cause.NOT_READY,
          "Device "
              + A
              + " shares IOMMU group 12 with 0000:65:00.6, which the host uses by xhci_hcd.",
          A);
    }

    @Test
    @DisplayName("A unit that the agent found unhealthy, by the agent's cause")
    void unhealthy() throws IOException {
      var sick = DeviceUnit.of(A).withHealth(Health.unhealthy("its reset failed"));
      assertThat(allocate(OfferedResource.pci("intel.com/qat", List.of(sick)), A))
          .isEqualTo(
              new Denied(Cause.NOT_READY, "Device " + A + " is unhealthy: its reset failed."));
    }

    @Test
    @DisplayName("A unit that the agent is about to take back")
    void recalled() throws IOException {
      var unit = DeviceUnit.of(A).withHealth(Health.RECALLED);
      assertThat(allocate(OfferedResource.pci("intel.com/qat", List.of(unit)), A))
          .isEqualTo(new Denied(Cause.NOT_READY, "Device " + A + " is about to be taken back."));
    }
  }
}
