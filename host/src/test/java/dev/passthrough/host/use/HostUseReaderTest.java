package dev.passthrough.host.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.passthrough.host.testing.Garbage;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostUseReaderTest {

  @TempDir Path folder;

  @Test
  @DisplayName("what could not be looked at is said, so that silence is no all-clear")
  void blindSpots() {
    var tree = new SysfsTree(folder);
    assertThat(HostUseReader.read(tree.root()).blindSpots()).hasSize(5);

    new UsedMachine(tree)
        .mount("0:21", "/proc", "proc", "proc")
        .defaultRoute("eth0")
        .process(1, "init");
    tree.file("proc/iomem", "00000000-00000fff : Reserved").file("etc/hostname", "node-1");
    assertThat(HostUseReader.read(tree.root()).blindSpots())
        .extracting(BlindSpot::text)
        .containsExactly("open files of 1 processes (/proc/*/fd, needs root)");
  }

  @Test
  @DisplayName("devices that hold each other end the search")
  void loop() {
    var tree = new SysfsTree(folder);
    var machine = new UsedMachine(tree).disk(tree.function("0000:00:17.0"), "sda", 8);
    machine.built("dm-0", "253:0", "sda1").built("dm-1", "253:1", "dm-0");
    tree.link(
        "sys/devices/virtual/block/dm-0/slaves/dm-1",
        folder.resolve("sys/devices/virtual/block/dm-1"));
    machine.mount("253:1", "/", "ext4", "/dev/dm-1");
    assertThat(HostUseReader.read(tree.root()).disks()).hasSize(1);
  }

  @Test
  @DisplayName("no file, however broken, makes the reader throw")
  void garbage() {
    var tree = new SysfsTree(folder);
    new UsedMachine(tree)
        .disk(tree.function("0000:00:17.0"), "sda", 8)
        .process(1, "init", "/dev/sda");
    for (var file :
        List.of(
            "proc/1/mountinfo",
            "proc/swaps",
            "proc/iomem",
            "proc/1/net/route",
            "etc/zfs/zpool.cache",
            "proc/driver/nvidia/gpus/x/information",
            "sys/class/block/sda/dev")) {
      Garbage.of(
              60,
              "36 35 8:1 / /mnt rw - zfs /dev/sda1 rw",
              "/dev/sda1 partition",
              "Device Minor: ",
              "eth0\t00000000")
          .forEach(lines -> {
            tree.file(file, String.join("\n", lines));
            assertThatCode(() -> HostUseReader.read(tree.root())).doesNotThrowAnyException();
          });
    }
  }
}
