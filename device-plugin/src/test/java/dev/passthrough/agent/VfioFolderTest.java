package dev.passthrough.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The folder of VFIO's nodes")
class VfioFolderTest {

  private static final String FOLDER = "dev/vfio/devices";

  @TempDir Path root;

  @Test
  @DisplayName("is watched once it is there, and again once it was made anew")
  @Timeout(60)
  void comesLater() throws Exception {
    var tree = new SysfsTree(root);
    var heard = new LinkedBlockingQueue<String>();
    try (var folder = new VfioFolder(() -> tree.root().folder(FOLDER), heard::add)) {
      assertThat(folder.watch()).as("it is not there").isFalse();
      assertThat(folder.watch()).isFalse();
      makeAndHear(tree, folder, heard, "vfio0");
      Files.delete(root.resolve(FOLDER + "/vfio0"));
      assertThat(heard.take()).isEqualTo("vfio0");
      Files.delete(root.resolve(FOLDER));
      while (folder.watch()) {
        Thread.onSpinWait(); // the kernel says so in a moment
      }
      makeAndHear(tree, folder, heard, "vfio1");
    }
  }

  private static void makeAndHear(
      SysfsTree tree, VfioFolder folder, LinkedBlockingQueue<String> heard, String node)
      throws IOException, InterruptedException {
    tree.folder(FOLDER);
    assertThat(folder.watch()).as("something may have come before").isFalse();
    assertThat(folder.watch()).as("nothing is missed from now on").isTrue();
    tree.file(FOLDER + "/" + node, "");
    assertThat(heard.take()).isEqualTo(node);
  }
}
