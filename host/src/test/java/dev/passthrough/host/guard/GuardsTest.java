package dev.passthrough.host.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.api.GuardReason;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.testing.SysfsFunction;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.use.HostUseReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardsTest {

  private static final String IT = "0000:00:1f.2";

  @TempDir Path folder;
  private SysfsTree tree;
  private UsedMachine machine;
  private SysfsFunction function;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
    machine = new UsedMachine(tree);
    function = tree.function(IT);
  }

  private List<Refusal> refusals(String address) {
    var snapshot = new InventoryReader().read(tree.root());
    return Guards.refusals(
        snapshot,
        HostUseReader.read(tree.root()),
        snapshot.function(PciAddress.of(address)).orElseThrow());
  }

  private Optional<String> message(GuardReason reason) {
    return refusals(IT).stream()
        .filter(r -> r.reason() == reason)
        .map(Refusal::message)
        .findFirst();
  }

  @Test
  @DisplayName("a function that the machine does nothing with is refused by no guard")
  void free() {
    assertThat(refusals(IT)).isEmpty();
  }

  @Test
  @DisplayName("a bridge is never refused: nobody passes one")
  void bridge() {
    function.pciClass("060400").file("boot_vga", "1");
    assertThat(refusals(IT)).isEmpty();
  }

  @Nested
  class Disks {

    @Test
    @DisplayName("a disk that holds nothing in use is free")
    void unused() {
      machine.disk(function, "sda", 8).mount("0:21", "/proc", "proc", "proc");
      assertThat(message(GuardReason.DiskInUse)).isEmpty();
    }

    @Test
    @DisplayName("a mounted partition keeps its controller")
    void mounted() {
      machine.disk(function, "sda", 8).mount("8:1", "/data", "ext4", "/dev/sda1");
      assertThat(message(GuardReason.DiskInUse))
          .contains("A disk on it is in use: partition sda1 is mounted at /data.");
    }

    @Test
    @DisplayName("a root file system on LVM on RAID is followed down to the disk")
    void layered() {
      machine
          .disk(function, "sda", 8)
          .built("md127", "9:127", "sda1")
          .built("dm-0", "253:0", "md127")
          .mapper("dm-0", "vg-root", "LVM-abc")
          .mount("253:0", "/", "ext4", "/dev/mapper/vg-root");
      assertThat(message(GuardReason.DiskInUse))
          .hasValueSatisfying(
              text -> assertThat(text).contains("LVM volume vg-root on sda1 is mounted at /"));
    }

    @Test
    @DisplayName("a disk that something is built on is in use though nothing is mounted")
    void held() {
      machine
          .disk(function, "sda", 8)
          .built("dm-3", "253:3", "sda1")
          .mapper("dm-3", "mpatha", "mpath-3600");
      assertThat(message(GuardReason.DiskInUse))
          .contains("A disk on it is in use: partition sda1 is part of multipath device mpatha.");
    }

    @Test
    @DisplayName("a disk that a loop device is over is in use, as a pod's raw volume is")
    void loop() {
      machine
          .disk(function, "sda", 8)
          .built("loop0", "7:0")
          .mount("7:0", "/data", "ext4", "/dev/loop0");
      tree.file("sys/class/block/loop0/loop/backing_file", "/dev/sda1");
      assertThat(message(GuardReason.DiskInUse))
          .contains(
              "A disk on it is in use: loop device loop0 on sda1 is mounted at /data; partition sda1 is part of loop device loop0.");
    }

    @Test
    @DisplayName("so is one whose node is mounted where the loop device has it from")
    void loopOverMountedNode() {
      machine.disk(function, "sda", 8).built("loop0", "7:0");
      tree.file("sys/class/block/loop0/loop/backing_file", "/var/lib/kubelet/volume/pod")
          .file(
              "proc/1/mountinfo",
              "36 35 0:5 /sda /var/lib/kubelet/volume/pod rw - devtmpfs udev rw");
      assertThat(message(GuardReason.DiskInUse))
          .contains("A disk on it is in use: disk sda is part of loop device loop0.");
      tree.file("sys/class/block/loop0/loop/backing_file", "/var/lib/images/disk.img");
      assertThat(message(GuardReason.DiskInUse)).isEmpty();
    }

    @Test
    @DisplayName("swap keeps its disk")
    void swap() {
      machine.disk(function, "sda", 8);
      tree.file("proc/swaps", "Filename Type Size Used Priority\n/dev/sda1 partition 1 0 -2");
      assertThat(message(GuardReason.DiskInUse))
          .contains("A disk on it is in use: partition sda1 is swap.");
    }

    @Test
    @DisplayName("every device of a mounted btrfs is in use, not only the one that mountinfo names")
    void btrfs() {
      var other = tree.function("0000:00:17.0");
      machine
          .disk(other, "sdb", 9)
          .disk(function, "sda", 8)
          .mount("0:33", "/data", "btrfs", "/dev/sdb1");
      tree.folder("sys/fs/btrfs/uuid/devices/sda1");
      tree.folder("sys/fs/btrfs/uuid/devices/sdb1");
      assertThat(message(GuardReason.DiskInUse))
          .contains("A disk on it is in use: partition sda1 is mounted at /data (btrfs).");
    }

    @Test
    @DisplayName("members of an imported ZFS pool are told by its cache file")
    void zfs() {
      machine.disk(function, "sda", 8).mount("0:40", "/", "zfs", "rpool/ROOT/pve-1");
      tree.linkText("dev/disk/by-id/ata-X-part1", "../../sda1").file("dev/sda1", "");
      tree.bytes(
          "etc/zfs/zpool.cache",
          "\u0001\u0000path\u0000\u0000/dev/disk/by-id/ata-X-part1\u0000\u0000\u0002"
              .getBytes(StandardCharsets.ISO_8859_1));
      assertThat(message(GuardReason.DiskInUse))
          .contains("A disk on it is in use: partition sda1 is in ZFS pool rpool.");
    }

    @Test
    @DisplayName("where a pool's members cannot be told, every disk may be one")
    void zfsUnknown() {
      machine.disk(function, "sda", 8).mount("0:40", "/", "zfs", "rpool/ROOT/pve-1");
      assertThat(message(GuardReason.DiskInUse))
          .hasValueSatisfying(text -> assertThat(text).contains("perhaps in ZFS pool rpool"));
    }

    @Test
    @DisplayName("an NVMe namespace behind a multipath subsystem hangs on its controllers")
    void nvmeSubsystem() {
      var subsystem = "sys/devices/virtual/nvme-subsystem/nvme-subsys0";
      var controller = tree.folder("sys/devices/pci0000:00/" + IT + "/nvme/nvme0");
      tree.link(subsystem + "/nvme0", controller)
          .file(subsystem + "/nvme0n1/dev", "259:0")
          .link("sys/class/block/nvme0n1", folder.resolve(subsystem + "/nvme0n1"));
      machine.mount("259:0", "/", "ext4", "/dev/nvme0n1");
      assertThat(message(GuardReason.DiskInUse)).isPresent();
    }

    @Test
    @DisplayName("a mount in another mount namespace counts")
    void otherNamespace() {
      machine.disk(function, "sda", 8).mount("0:21", "/proc", "proc", "proc");
      tree.linkText("proc/1/ns/mnt", "mnt:[1]")
          .linkText("proc/77/ns/mnt", "mnt:[2]")
          .file("proc/77/mountinfo", "1 1 8:1 / /var/lib/data rw - xfs /dev/sda1 rw");
      assertThat(message(GuardReason.DiskInUse)).isPresent();
    }
  }

  @Nested
  class Displays {

    @Test
    @DisplayName("the display that the firmware drew on is kept")
    void bootVga() {
      function.pciClass("030000").file("boot_vga", "1");
      assertThat(message(GuardReason.BootDisplay)).isPresent();
      function.file("boot_vga", "0");
      assertThat(message(GuardReason.BootDisplay)).isEmpty();
    }

    @Test
    @DisplayName(
        "so is one whose memory holds a framebuffer, by address where the nesting does not tell")
    void framebuffer() {
      function.file(
          "resource",
          "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n"
              + "0x0000000000000000 0x0000000000000000 0x0000000000000000");
      tree.file("proc/iomem", "e0000000-efffffff : PCI Bus 0000:00\n  e1000000-e12fffff : BOOTFB");
      assertThat(message(GuardReason.BootDisplay))
          .contains("The console's framebuffer BOOTFB lies in its memory (/proc/iomem).");
      tree.file("proc/iomem", "f0000000-ffffffff : PCI Bus 0000:00\n  f1000000-f12fffff : BOOTFB");
      assertThat(message(GuardReason.BootDisplay)).isEmpty();
    }
  }

  @Nested
  class Processes {

    @Test
    @DisplayName("a VM that has the group open is named with its pid")
    void vfio() {
      function.group(13);
      machine.process(4711, "qemu-system-x86", "/dev/vfio/vfio", "/dev/vfio/13", "socket:[99]");
      assertThat(message(GuardReason.OpenByProcess))
          .contains("It is open: qemu-system-x86 (pid 4711, /dev/vfio/13).");
    }

    @Test
    @DisplayName("a program that has its DRM node open is named")
    void drm() {
      tree.link("sys/class/drm/card0", tree.folder("sys/devices/pci0000:00/" + IT + "/drm/card0"));
      machine.process(12, "Xorg", "/dev/dri/card0").process(13, "cat", "/dev/none");
      assertThat(message(GuardReason.OpenByProcess))
          .contains("It is open: Xorg (pid 12, /dev/dri/card0).");
    }

    @Test
    @DisplayName("NVIDIA's nodes are told by their driver's minor numbers")
    void nvidia() {
      tree.file(
          "proc/driver/nvidia/gpus/" + IT + "/information", "Model: \t X\nDevice Minor: \t 2");
      machine.process(5, "nvidia-persiste", "/dev/nvidiactl", "/dev/nvidia2");
      assertThat(message(GuardReason.OpenByProcess))
          .contains("It is open: nvidia-persiste (pid 5, /dev/nvidia2).");
    }

    @Test
    @DisplayName("a disk that a process reads without mounting it is open")
    void rawDisk() {
      machine.disk(function, "sda", 8).process(6, "qemu", "/dev/sda");
      assertThat(message(GuardReason.OpenByProcess)).isPresent();
    }
  }

  @Nested
  class VirtualFunctions {

    @Test
    @DisplayName(
        "a physical function without virtual ones is free; with them it is held, and users are named")
    void held() {
      function.physicalFunction(4);
      assertThat(message(GuardReason.VirtualFunctionsHeld)).isEmpty();
      tree.function("0000:00:1f.3").virtualFunctionOf(function, 0).group(9);
      function.file("sriov_numvfs", "1");
      assertThat(message(GuardReason.VirtualFunctionsHeld))
          .contains("Its 1 virtual functions would vanish with its driver.");
      machine.process(7, "qemu", "/dev/vfio/9");
      assertThat(message(GuardReason.VirtualFunctionsHeld))
          .contains(
              "Its 1 virtual functions would vanish with its driver; in use: 0000:00:1f.3 by qemu (pid 7, /dev/vfio/9).");
    }

    @Test
    @DisplayName("one whose interface a pod has is named")
    void inPod() {
      function.physicalFunction(4).file("sriov_numvfs", "1");
      tree.function("0000:00:1f.3").virtualFunctionOf(function, 0).driver("igbvf");
      tree.folder("sys/bus/pci/devices/0000:00:1f.3/net");
      assertThat(message(GuardReason.VirtualFunctionsHeld))
          .contains(
              "Its 1 virtual functions would vanish with its driver; in use: 0000:00:1f.3, its interface is in another network namespace.");
    }
  }

  @Nested
  class Resets {

    private Optional<String> noReset() {
      return message(GuardReason.NoReset);
    }

    @Test
    @DisplayName("on a kernel that does not tell, nothing is claimed")
    void untold() {
      assertThat(noReset()).isEmpty();
    }

    @Test
    @DisplayName("without a method where others have one, it cannot be reset")
    void none() {
      tree.function("0000:00:02.0").file("reset_method", "flr bus");
      assertThat(noReset()).isPresent();
      function.file("reset_method", "pm");
      assertThat(noReset()).isEmpty();
    }

    @Test
    @DisplayName("an emptied list of methods is none")
    void emptied() {
      function.file("reset_method", "");
      assertThat(noReset()).isPresent();
    }

    @Test
    @DisplayName("a card of two functions alone on its bus is reset as a whole")
    void wholeCard() {
      tree.function("0000:00:02.0").file("reset_method", "flr bus");
      tree.function("0000:00:01.0").pciClass("060400");
      tree.functionBelow("0000:00:01.0", "0000:01:00.0");
      tree.functionBelow("0000:00:01.0", "0000:01:00.1");
      assertThat(refusals("0000:01:00.0")).isEmpty();
      tree.functionBelow("0000:00:01.0", "0000:01:02.0");
      assertThat(refusals("0000:01:00.0")).hasSize(1);
    }

    @Test
    @DisplayName(
        "so is not one whose functions may go to two machines, as their IOMMU groups are two")
    void apart() {
      tree.function("0000:00:02.0").file("reset_method", "flr bus");
      tree.function("0000:00:01.0").pciClass("060400");
      var graphics = tree.functionBelow("0000:00:01.0", "0000:01:00.0").group(18);
      var sound = tree.functionBelow("0000:00:01.0", "0000:01:00.1").group(19);
      assertThat(refusals("0000:01:00.0")).hasSize(1);
      graphics.file("reset_method", "bus");
      assertThat(refusals("0000:01:00.0"))
          .singleElement()
          .satisfies(it -> assertThat(it.whatLiftsIt()).contains("group for the whole card"));
      sound.group(18);
      assertThat(refusals("0000:01:00.0")).isEmpty();
    }

    @Test
    @DisplayName("the reset of a bus resets only what is alone there, whatever the kernel lists")
    void neighbours() {
      tree.function("0000:00:01.0").pciClass("060400");
      tree.functionBelow("0000:00:01.0", "0000:01:01.0").file("reset_method", "bus");
      assertThat(refusals("0000:01:01.0")).isEmpty();
      tree.functionBelow("0000:00:01.0", "0000:01:02.0").file("reset_method", "pm bus");
      assertThat(refusals("0000:01:01.0"))
          .singleElement()
          .satisfies(it -> assertThat(it.message()).contains("0000:01:02.0"));
      assertThat(refusals("0000:01:02.0")).isEmpty();
    }

    @Test
    @DisplayName("a virtual function resets itself")
    void virtualFunction() {
      var physical = tree.function("0000:00:02.0").file("reset_method", "flr").physicalFunction(1);
      function.virtualFunctionOf(physical, 0);
      assertThat(noReset()).isEmpty();
    }
  }
}
