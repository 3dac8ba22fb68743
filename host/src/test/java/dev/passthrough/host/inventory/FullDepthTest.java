package dev.passthrough.host.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.SysfsTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A full reading")
class FullDepthTest {

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private SysfsTree tree;

  @BeforeEach
  void start() {
    tree = new SysfsTree(folder);
    tree.function("0000:01:00.0").ids("8086", "1521").pciClass("020000");
  }

  private PciFunction read() {
    return new InventoryReader()
        .read(HostRoot.at(folder), Depth.FULL)
        .function(PciAddress.of("0000:01:00.0"))
        .orElseThrow();
  }

  @Test
  @DisplayName("names devices and classes as pci.ids does, wherever the distribution keeps it")
  void names() {
    tree.file(
        "usr/share/hwdata/pci.ids",
        """
        # a comment
        10de  NVIDIA Corporation
        \t1521  Not this one
        8086  Intel Corporation
        \t1521  I350 Gigabit Network Connection
        \t\t8086 0001  Not this one either
        C 02  Network controller
        \t00  Ethernet controller
        \t\t01  Not this\
        """);
    assertThat(read().names().vendor()).contains("Intel Corporation");
    assertThat(read().names().device()).contains("I350 Gigabit Network Connection");
    assertThat(read().names().pciClass()).contains("Ethernet controller");
  }

  @Test
  @DisplayName("finds the modules whose alias matches ids or class, of any vendor or this one")
  void modules() {
    tree.file("proc/sys/kernel/osrelease", "6.12.0");
    tree.file(
        "lib/modules/6.12.0/modules.alias",
        """
        # Aliases extracted from modules themselves.
        alias usb:v0DF7p0620d*dc*dsc*dp*ic*isc*ip*in* usb
        alias pci:v00008086d00001521sv*sd*bc*sc*i* igb
        alias pci:v00008086d00001522sv*sd*bc*sc*i* other
        alias pci:v*d*sv*sd*bc02sc00i00* strange
        alias pci:v*d*sv*sd*bc02sc00i* ethernet
        alias pci:v000010DEd*sv*sd*bc03sc*i* nouveau
        alias pci:v\
        """);
    assertThat(read().binding().modules()).containsExactly("ethernet", "igb");
  }

  @Test
  @DisplayName("takes serial numbers from Vital Product Data, an NVMe controller and sysfs")
  void serials() {
    var vpd = "\u0082\u0004\u0000Card\u0090\u0010\u0000PN\u0003ABCSN\u0007 1234X ";
    tree.function("0000:02:00.0")
        .bytes("vpd", vpd.getBytes(StandardCharsets.ISO_8859_1))
        .file("nvme/nvme0/serial", "S4EV  ")
        .file("serial_number", "00-1b-21-ff-ff-aa-bb-cc");
    var serials =
        new InventoryReader()
            .read(HostRoot.at(folder), Depth.FULL)
            .function(PciAddress.of("0000:02:00.0"))
            .orElseThrow()
            .identity()
            .serials();
    assertThat(serials.all()).containsExactly("1234X", "S4EV", "00-1b-21-ff-ff-aa-bb-cc");
  }

  @Test
  @DisplayName("takes interfaces, slot, link, regions and error counters")
  void theRest() {
    tree.file("sys/bus/pci/slots/4-1/address", "0000:03:00");
    tree.function("0000:03:00.0")
        .file("net/eth0/address", "00:1B:21:AA:BB:CC")
        .file("current_link_speed", "8.0 GT/s PCIe")
        .file("current_link_width", "4")
        .file("max_link_speed", "16.0 GT/s PCIe")
        .file("max_link_width", "255")
        .file("aer_dev_correctable", "RxErr 1\nTOTAL_ERR_COR 3")
        .file("aer_dev_fatal", "TOTAL_ERR_FATAL 0")
        .file(
            "resource",
            """
            0x00000000f0000000 0x00000000f00fffff 0x0000000000040200
            0x000000000000e000 0x000000000000e01f 0x0000000000040101
            0x0000000000000000 0x0000000000000000 0x0000000000000000\
            """);
    var it =
        new InventoryReader()
            .read(HostRoot.at(folder))
            .function(PciAddress.of("0000:03:00.0"))
            .orElseThrow();
    assertThat(it.identity().slot()).contains("4-1");
    assertThat(it.identity().interfaces())
        .extracting(i -> i.name() + " " + i.mac().orElse("-"))
        .containsExactly("eth0 00:1b:21:aa:bb:cc");
    var link = it.hardware().link().orElseThrow();
    assertThat(link.speed()).contains("8.0 GT/s");
    assertThat(link.maxWidth()).isEmpty();
    assertThat(it.hardware().errors()).contains(new ErrorCounters(3, 0, 0));
    assertThat(it.hardware().bars())
        .extracting(bar -> bar.index() + " " + bar.kind() + " " + bar.size())
        .containsExactly("0 MEMORY 1048576", "1 PORTS 32");
  }
}
