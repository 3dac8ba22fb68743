package dev.passthrough.host.testing;

import java.nio.file.Path;

/**
 * A machine with two cards that can be divided: an Intel one into mediated devices, and an NVIDIA
 * one with four virtual functions that can become virtual GPUs.
 */
public final class GraphicsHost {

  public static final String INTEL = "0000:00:02.0";
  public static final String NVIDIA = "0000:65:00.0";

  private static final String CREATABLE =
      """
      ID    : vGPU Name
      746   : NVIDIA A2-1Q
      747   : NVIDIA A2-2Q
      """;

  private final SysfsTree tree;
  private final KernelStandIn kernel;

  public GraphicsHost(Path root) {
    tree = new SysfsTree(root);
    tree.folder("dev/vfio");
    tree.file("dev/vfio/vfio", "");
    tree.folder("sys/bus/mdev/devices");
    tree.folder("sys/dev/char");
    kernel = new KernelStandIn(root);
    kernel.drivers().load("vfio-pci").load("i915").load("nvidia");
    tree.function(INTEL)
        .ids("8086", "5912")
        .pciClass("030000")
        .driver("i915")
        .group(1)
        .file("mdev_supported_types/i915-GVTg_V5_4/available_instances", "3")
        .file("mdev_supported_types/i915-GVTg_V5_4/create", "")
        .file("mdev_supported_types/i915-GVTg_V5_8/available_instances", "7")
        .file("mdev_supported_types/i915-GVTg_V5_8/name", "Small one")
        .file("mdev_supported_types/i915-GVTg_V5_8/create", "");
    tree.function("0000:00:01.0").ids("8086", "3420").pciClass("060400").group(2);
    var card =
        tree.functionBelow("0000:00:01.0", NVIDIA)
            .ids("10de", "25b6")
            .pciClass("030200")
            .driver("nvidia")
            .group(3)
            .physicalFunction(4)
            .file("sriov_numvfs", "4");
    for (int i = 0; i < 4; i++) {
      tree.functionBelow("0000:00:01.0", "0000:65:00." + (4 + i))
          .ids("10de", "25b6")
          .pciClass("030200")
          .driver("nvidia")
          .group(4 + i)
          .virtualFunctionOf(card, i)
          .file("nvidia/current_vgpu_type", "0")
          .file("nvidia/creatable_vgpu_types", CREATABLE.strip());
      tree.file("dev/vfio/" + (4 + i), "");
    }
  }

  public SysfsTree tree() {
    return tree;
  }

  public KernelStandIn kernel() {
    return kernel;
  }
}
