package dev.passthrough.bench;

import dev.passthrough.host.testing.SysfsFunction;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A server with as many PCI functions as asked for, its sysfs written file for file as Linux 6.12
 * shows it: eight GPUs with their audio functions, then two-port network cards with up to 64
 * virtual functions a port, all of those on vfio-pci already. Each card is below a root port of its
 * own, every other one on the second NUMA node.
 */
final class SyntheticHost {

  private static final int GPUS = 8;
  private static final int PORTS_OF_CARD = 2;
  private static final int VFS_OF_PORT = 64;
  private static final int FIRST_VF = 0x10;

  /** Of the node that it is. */
  static final String NAME = "bench";

  private final SysfsTree tree;
  private final int functions;
  private final List<String> virtualFunctions = new ArrayList<>();
  private final StringBuilder entries = new StringBuilder();
  private final EventCount events;
  private int made;
  private int groups;

  private SyntheticHost(Path root, int functions) {
    this.tree = new SysfsTree(root);
    this.events = new EventCount(root);
    this.functions = functions;
  }

  /** Writes it below {@code root}, an empty folder. */
  static SyntheticHost write(Path root, int functions) {
    var host = new SyntheticHost(root, functions);
    host.write();
    return host;
  }

  /** Addresses, those of one port after the other. */
  List<String> virtualFunctions() {
    return List.copyOf(virtualFunctions);
  }

  /** A PassthroughNode that offers every port's virtual functions, each as a resource. */
  String object() {
    return """
    apiVersion: passthrough.dev/v1alpha1
    kind: PassthroughNode
    metadata: {name: %s}
    spec:
      mode: Enforce
      resources:
    """
            .formatted(NAME)
        + entries;
  }

  /** Adds a drive on vfio-pci below the last root port, which an entry of its own asks for. */
  HotPlug drive() throws IOException {
    var event = RealEvent.beside(tree.path());
    var port = "0000:00:1e.7";
    var address = event.map(RealEvent::address).orElse("0000:f8:00.0");
    group(function(tree.function(port), port, "8086", "347a", "060400", 0)).driver("pcieport");
    int group = groups;
    tree.file("dev/vfio/" + group, "");
    group(function(tree.functionBelow(port, address), address, "144d", "a80a", "010802", 0))
        .driver("vfio-pci")
        .file("driver_override", "vfio-pci")
        .file("vfio-dev/vfio%d/dev".formatted(made), "511:" + made);
    entries.append(
        """
        - name: drive
          resourceName: %s
          device: {select: {address: "%s"}}
        """
            .formatted(HotPlug.RESOURCE, address)
            .indent(2));
    return new HotPlug(tree.path(), address, group, events, event);
  }

  EventCount events() {
    return events;
  }

  Path root() {
    return tree.path();
  }

  private void write() {
    tree.file("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro intel_iommu=on iommu=pt");
    tree.file("proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: fpu vmx");
    tree.folder("sys/bus/pci/drivers/vfio-pci");
    tree.file("dev/vfio/vfio", "");
    tree.file("sys/kernel/uevent_seqnum", "0");
    for (int card = 0; made < functions; card++) {
      card(card);
    }
  }

  private void card(int card) {
    // Root ports fill bus 00 of a domain, 31 devices of 8 functions; the cards' buses follow.
    int domain = card / 248;
    int slot = card % 248;
    var port = "%04x:00:%02x.%d".formatted(domain, slot / 8, slot % 8);
    int node = card % 2;
    group(function(tree.function(port), port, "8086", "347a", "060400", node)).driver("pcieport");
    if (card < GPUS) {
      gpu(port, domain, slot + 1, node);
    } else {
      network(port, domain, slot + 1, node);
    }
  }

  private void gpu(String port, int domain, int bus, int node) {
    int group = groups++;
    for (int function = 0; function < 2 && made < functions; function++) {
      var address = "%04x:%02x:00.%d".formatted(domain, bus, function);
      function(
              tree.functionBelow(port, address),
              address,
              "10de",
              function == 0 ? "1eb8" : "10f8",
              function == 0 ? "030200" : "040300",
              node)
          .group(group)
          .driver(function == 0 ? "nvidia" : "snd_hda_intel");
    }
  }

  private void network(String port, int domain, int bus, int node) {
    for (int i = 0; i < PORTS_OF_CARD && made < functions; i++) {
      var address = "%04x:%02x:00.%d".formatted(domain, bus, i);
      var physical =
          group(
                  function(
                      tree.functionBelow(port, address), address, "8086", "1563", "020000", node))
              .driver("ixgbe")
              .physicalFunction(64)
              .file("sriov_offset", "128")
              .file("sriov_stride", "2")
              .file("sriov_vf_device", "1565")
              .file("sriov_vf_total_msix", "0")
              .file(
                  "net/eth%d_%d/address".formatted(bus, i),
                  "02:00:00:00:%02x:%02x".formatted(bus, i));
      int vfs = Math.min(VFS_OF_PORT, functions - made);
      physical.file("sriov_numvfs", "" + vfs);
      if (vfs > 0) {
        entries.append(
            """
            - name: port-%1$s
              resourceName: bench.example/port-%1$s
              virtualFunctions: {physicalFunction: {address: "%2$s"}, count: %3$d}
            """
                .formatted(bus + "-" + i, address, vfs)
                .indent(2));
      }
      for (int vf = 0; vf < vfs; vf++) {
        virtual(port, physical, domain, bus, PORTS_OF_CARD * vf + i, vf, node);
      }
    }
  }

  private void virtual(
      String port, SysfsFunction physical, int domain, int bus, int number, int index, int node) {
    int device = FIRST_VF + number / 8;
    var address = "%04x:%02x:%02x.%d".formatted(domain, bus, device, number % 8);
    virtualFunctions.add(address);
    tree.file("dev/vfio/" + groups, "");
    group(function(tree.functionBelow(port, address), address, "8086", "1565", "020000", node))
        .virtualFunctionOf(physical, index)
        .driver("vfio-pci")
        .file("driver_override", "vfio-pci")
        .file("vfio-dev/vfio%d/dev".formatted(made), "511:" + made);
  }

  private SysfsFunction group(SysfsFunction function) {
    return function.group(groups++);
  }

  private SysfsFunction function(
      SysfsFunction function, String address, String vendor, String device, String code, int node) {
    made++;
    var id = (vendor + ":" + device).toUpperCase(Locale.ROOT);
    function
        .ids(vendor, device)
        .pciClass(code)
        .file("subsystem_vendor", "0x" + vendor)
        .file("subsystem_device", "0x0001")
        .file("revision", "0x01")
        .file(
            "uevent",
            "PCI_CLASS=%X\nPCI_ID=%s\nPCI_SUBSYS_ID=%s:0001\nPCI_SLOT_NAME=%s\nMODALIAS=pci:v0000%sd0000%s"
                .formatted(
                    Integer.parseInt(code, 16),
                    id,
                    vendor.toUpperCase(Locale.ROOT),
                    address,
                    vendor,
                    device))
        .file("numa_node", "" + node)
        .file("power_state", "D0")
        .file("reset_method", "flr bus")
        .file("current_link_speed", "8.0 GT/s PCIe")
        .file("current_link_width", "8")
        .file("max_link_speed", "8.0 GT/s PCIe")
        .file("max_link_width", "8")
        .file(
            "resource",
            "0x00000000f0000000 0x00000000f0ffffff 0x0000000000040200\n".repeat(2)
                + "0x0000000000000000 0x0000000000000000 0x0000000000000000\n".repeat(11).strip())
        .bytes("config", config(vendor, device, code));
    for (var counter : new String[] {"correctable", "fatal", "nonfatal"}) {
      function.file(
          "aer_dev_" + counter,
          "RxErr 0\nBadTLP 0\nTOTAL_ERR_%s 0"
              .formatted(counter.equals("correctable") ? "COR" : counter.toUpperCase(Locale.ROOT)));
    }
    for (var name :
        new String[] {
          "ari_enabled",
          "broken_parity_status",
          "consistent_dma_mask_bits",
          "d3cold_allowed",
          "dma_mask_bits",
          "enable",
          "irq",
          "local_cpulist",
          "local_cpus",
          "modalias",
          "msi_bus",
          "remove",
          "rescan",
          "reset",
          "resource0",
          "resource0_wc",
          "power/control"
        }) {
      function.file(name, "0");
    }
    return function;
  }

  /** 4096 bytes with a PCI Express capability at 0x40 and a device serial number at 0x100. */
  private static byte[] config(String vendor, String device, String code) {
    boolean bridge = code.startsWith("0604");
    var space = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    space.putShort(0, (short) Integer.parseInt(vendor, 16));
    space.putShort(2, (short) Integer.parseInt(device, 16));
    space.putShort(6, (short) 0x10);
    space.putInt(8, Integer.parseInt(code, 16) << 8 | 1);
    space.put(0x0e, (byte) (bridge ? 1 : 0x80));
    space.put(0x34, (byte) 0x40);
    space.put(0x40, (byte) 0x10);
    space.putShort(0x42, (short) (bridge ? 0x42 : 0x02));
    space.putInt(0x44, 0x10000000);
    space.putInt(0x100, 0x14010003);
    space.putInt(0x104, 0x12345678);
    space.putInt(0x108, 0x9abcdef0);
    space.putInt(0x140, 0x0001000d);
    space.putShort(0x144, (short) 0x1f);
    space.putShort(0x146, (short) 0x1d);
    return space.array();
  }
}
