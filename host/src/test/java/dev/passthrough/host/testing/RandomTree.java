package dev.passthrough.host.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * A sysfs tree by chance: mostly as the kernel writes it, and in places broken in every way that a
 * copied, half-mounted or hostile tree can be. The same seed makes the same tree.
 */
public final class RandomTree {

  private static final List<String> CLASSES =
      List.of("020000", "030000", "060400", "060000", "010802", "0c0330", "060100");
  private static final List<String> DRIVERS =
      List.of("igb", "nvme", "vfio-pci", "mlx5_vfio_pci", "pci-stub", "nvidia", "vfiolike");
  private static final List<String> ODD =
      List.of(
          "",
          "\n",
          "0x",
          "-1",
          "99999999999999999999",
          "0xzzzz",
          "\u0000\u0001",
          "null",
          "0x1234 0x",
          "a b c");

  private final Random random;
  private final SysfsTree tree;
  private final List<SysfsFunction> functions = new ArrayList<>();

  public RandomTree(long seed, Path root) {
    this.random = new Random(seed);
    this.tree = new SysfsTree(root);
  }

  /** Fills the tree with some functions, {@code most} at the most. */
  public void fill(int most) {
    int count = random.nextInt(most) + 1;
    int groups = random.nextInt(count) + 1;
    var used = new HashSet<String>();
    for (int i = 0; i < count; i++) {
      var address = address();
      if (used.add(address)) {
        function(address, groups);
      }
    }
    if (chance(20)) {
      tree.file(
          "proc/cmdline",
          "quiet pcie_acs_override="
              + pick(List.of("", ",", "downstream,multifunction", "id:8086:1521")));
    }
    if (chance(30)) {
      odd("sys/bus/pci/devices/" + pick(List.of("0000:00", "x", "0000:00:1f.9", "10000:e0:06.0")));
    }
    if (chance(20)) {
      odd("sys/kernel/iommu_groups/" + pick(List.of("x", "-1", "4294967296", "3/type")));
    }
  }

  private String address() {
    long domain =
        switch (random.nextInt(6)) {
          case 0 -> random.nextInt(0x10000);
          case 1 -> 0x10000L + random.nextInt(16);
          case 2 -> random.nextLong(1L << 32);
          default -> 0;
        };
    return "%04x:%02x:%02x.%d"
        .formatted(domain, random.nextInt(3), random.nextInt(4), random.nextInt(8));
  }

  private void function(String address, int groups) {
    var it = !functions.isEmpty() && chance(40) ? below(address) : tree.function(address);
    functions.add(it);
    it.pciClass(pick(CLASSES));
    if (chance(70)) {
      it.group(random.nextInt(groups));
    }
    if (chance(60)) {
      it.driver(pick(DRIVERS));
    }
    if (chance(20)) {
      it.physicalFunction(random.nextInt(64));
    } else if (chance(20)) {
      it.virtualFunctionOf(functions.get(random.nextInt(functions.size())), random.nextInt(70));
    }
    if (chance(30)) {
      var config = new byte[pick(List.of(0, 1, 63, 64, 256, 4096))];
      random.nextBytes(config);
      it.bytes("config", config);
    }
    while (chance(40)) {
      damage(it);
    }
  }

  private SysfsFunction below(String address) {
    try {
      return tree.functionBelow(functions.get(random.nextInt(functions.size())).address(), address);
    } catch (NoSuchElementException upstreamIsBroken) {
      return tree.function(address);
    }
  }

  private void damage(SysfsFunction it) {
    var name =
        pick(
            List.of(
                "vendor",
                "class",
                "numa_node",
                "resource",
                "sriov_totalvfs",
                "sriov_numvfs",
                "reset_method",
                "driver",
                "iommu_group",
                "physfn",
                "virtfn3",
                "virtfnX",
                "vfio-dev/vfio3",
                "net/eth0/address",
                "mdev_supported_types/a/available_instances",
                "nvidia/creatable_vgpu_types",
                "config",
                "vpd",
                "aer_dev_fatal",
                "driver_override",
                "current_link_speed",
                "power_state"));
    odd(tree.path().relativize(it.folder()) + "/" + name);
  }

  /** Puts something there that the kernel would not. */
  private void odd(String path) {
    var place = tree.path().resolve(path);
    try {
      Files.createDirectories(place.resolve("..").normalize());
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(place);
      } else if (chance(50)) {
        return;
      }
      switch (random.nextInt(6)) {
        case 0 -> {}
        case 1 -> Files.createSymbolicLink(place, Path.of("nowhere/to/be/seen"));
        case 2 -> Files.createSymbolicLink(place, Path.of(String.valueOf(place.getFileName())));
        case 3 -> Files.createDirectories(place);
        case 4 -> {
          Files.writeString(place, pick(ODD));
          place.toFile().setReadable(false);
        }
        default -> Files.writeString(place, pick(ODD));
      }
    } catch (FileSystemException inTheWay) {
      // Something of an earlier turn is there already: odd enough.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
