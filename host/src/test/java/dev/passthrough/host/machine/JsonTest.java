package dev.passthrough.host.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.passthrough.host.testing.SysfsTree;
import dev.passthrough.host.testing.UsedMachine;
import dev.passthrough.host.use.HostUse;
import dev.passthrough.host.use.HostUseReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {

  private static final JsonMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

  @TempDir Path folder;

  @Test
  @DisplayName("a machine's facts and uses are the same after they were saved and loaded")
  void roundTrip() throws IOException {
    var tree =
        new SysfsTree(folder)
            .file("proc/sys/kernel/osrelease", "6.12.8")
            .file("proc/cmdline", "ro dyndbg=\"file a +p\" intel_iommu=on")
            .file("proc/cpuinfo", "vendor_id : GenuineIntel\nflags : lm vmx")
            .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet\"")
            .file("etc/modules", "vfio-pci")
            .file("var/log/dmesg", "[ 0.1] DMAR: RMRR base: 1\npci 0000:00:02.0: [Firmware Bug] x")
            .file("proc/iomem", "e0000000-e02fffff : efifb");
    tree.folder("sys/class/iommu/dmar0");
    tree.folder("sys/module/vfio_pci");
    var function = tree.function("0000:00:17.0").group(3);
    new UsedMachine(tree)
        .disk(function, "sda", 8)
        .mount("8:1", "/", "ext4", "/dev/sda1")
        .process(9, "qemu", "/dev/vfio/3");

    var facts = MachineReader.read(tree.root());
    assertThat(JSON.readValue(JSON.writeValueAsString(facts), MachineFacts.class)).isEqualTo(facts);
    var use = HostUseReader.read(tree.root());
    assertThat(JSON.readValue(JSON.writeValueAsString(use), HostUse.class)).isEqualTo(use);
  }
}
