package dev.passthrough.host.testing;

import java.nio.file.Path;

/**
 * The lab's guest as a tree: three igb cards with 7 virtual functions each. 01:00.0 and 41:00.0 sit
 * behind ports that isolate; 02:00.0 shares group 2 with its port; 00:1f.0 is a bridge's neighbour.
 */
public final class LabHost {

  public static final String CARD = "0000:01:00.0";
  public static final String CARD_BEHIND_PLAIN_PORT = "0000:02:00.0";
  public static final String CARD_ON_NODE_1 = "0000:41:00.0";

  private final SysfsTree tree;
  private final KernelStandIn kernel;

  public LabHost(Path root) {
    tree = new SysfsTree(root);
    tree.folder("dev/vfio");
    tree.file("dev/vfio/vfio", "");
    kernel = new KernelStandIn(root);
    kernel.drivers().load("igb").load("igbvf").load("vfio-pci");
    port("0000:00:01.0", 1);
    port("0000:00:02.0", 2);
    port("0000:00:03.0", 3);
    card("0000:00:01.0", CARD, 9, 0);
    card("0000:00:02.0", CARD_BEHIND_PLAIN_PORT, 2, 0);
    card("0000:00:03.0", CARD_ON_NODE_1, 10, 1);
    tree.function("0000:00:1f.0").ids("8086", "2918").pciClass("060100").group(4);
    tree.function("0000:00:1f.2").ids("8086", "2922").pciClass("010601").group(4);
  }

  public SysfsTree tree() {
    return tree;
  }

  public KernelStandIn kernel() {
    return kernel;
  }

  /** An NVMe drive of 4 functions, whose driver does not take them along when it leaves. */
  public LabHost addNvme() {
    kernel.drivers().load("nvme");
    tree.functionBelow("0000:00:03.0", "0000:03:00.0")
        .ids("1b36", "0010")
        .pciClass("010802")
        .file("sriov_offset", "1")
        .file("sriov_stride", "1")
        .file("sriov_vf_device", "10")
        .physicalFunction(4)
        .driver("nvme")
        .group(11);
    return this;
  }

  /** The sample parent of mediated devices: 24 serial ports, one or two to a device. */
  public LabHost addMtty() {
    tree.folder("sys/bus/mdev/devices");
    for (int ports = 1; ports <= 2; ports++) {
      var type = "sys/devices/virtual/mtty/mtty/mdev_supported_types/mtty-" + ports;
      tree.folder(type);
      tree.file(type + "/name", (ports == 1 ? "Single" : "Dual") + " port serial");
      tree.file(type + "/device_api", "vfio-pci");
      tree.file(type + "/available_instances", "" + 24 / ports);
      tree.file(type + "/create", "");
    }
    return this;
  }

  private void port(String address, int group) {
    tree.function(address).ids("8086", "3420").pciClass("060400").group(group);
  }

  private void card(String port, String address, int group, int numaNode) {
    tree.functionBelow(port, address)
        .ids("8086", "10c9")
        .file("numa_node", "" + numaNode)
        .file("sriov_offset", "128")
        .file("sriov_stride", "2")
        .file("sriov_vf_device", "10ca")
        .physicalFunction(7)
        .driver("igb")
        .group(group);
  }
}
