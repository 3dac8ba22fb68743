package dev.passthrough.host.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.recording.RecordingFile;
import dev.passthrough.host.testing.MemoryFolder;
import dev.passthrough.host.testing.RandomTree;
import dev.passthrough.host.testing.SysfsTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Trees made by chance")
class RandomTreeIT {

  private static final int TREES = 2000;
  private static final int SAVED = 100;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  private Snapshot read(Path root) {
    return new InventoryReader().read(HostRoot.at(root), Depth.FULL);
  }

  @Test
  @DisplayName("never throw, and each verdict is what the slow, plain rule says")
  void verdicts() {
    LongStream.range(0, TREES)
        .forEach(seed -> {
          var root = folder.resolve("" + seed);
          new RandomTree(seed, root).fill(8);
          var snapshot = read(root);
          var verdicts = Verdicts.of(snapshot);
          for (var it : snapshot.functions()) {
            verdicts
                .of(it.address())
                .ifPresentOrElse(
                    verdict -> agree(seed, snapshot, it, verdict),
                    () -> assertThat(it.isBridge()).as("seed %d", seed).isTrue());
          }
        });
  }

  private static void agree(long seed, Snapshot snapshot, PciFunction it, Verdict verdict) {
    var slow = PlainRule.of(snapshot, it);
    boolean others =
        it.iommuGroup().isPresent()
            && !snapshot.group(it.iommuGroup().getAsInt()).others().isEmpty();
    if (others) {
      assertThat(verdict.isolation())
          .as("seed %d, %s", seed, it.address())
          .isEqualTo(Isolation.Shared);
    } else {
      assertThat(PlainRule.of(verdict)).as("seed %d, %s", seed, it.address()).isEqualTo(slow);
    }
  }

  @Test
  @DisplayName("are the same after a way through a file")
  void savedAndLoaded() throws IOException {
    for (long seed = 0; seed < SAVED; seed++) {
      var root = folder.resolve("" + seed);
      new RandomTree(seed, root).fill(8);
      var recording = Recording.of(HostRoot.at(root));
      var file = folder.resolve("saved.json");
      RecordingFile.write(recording, file);
      var loaded = RecordingFile.read(file);
      assertThat(loaded.inventory().functions()).isEqualTo(recording.inventory().functions());
      assertThat(loaded.inventory().groups()).isEqualTo(recording.inventory().groups());
      assertThat(loaded.machine()).isEqualTo(recording.machine());
      assertThat(loaded.use()).isEqualTo(recording.use());
    }
  }

  @Test
  @DisplayName("with 65536 functions in one group are judged, each with all the others in its way")
  void oneHugeGroup() {
    var root = new SysfsTree(folder);
    root.function("0000:00:00.0").group(1);
    var one = read(folder).functions().getFirst();
    var all = HugeMachine.of(one, 65536);

    var verdicts = Verdicts.of(all);
    assertThat(verdicts.all()).hasSize(65536).allMatch(it -> it.isolation() == Isolation.Shared);
    assertThat(verdicts.all().iterator().next().blockedBy()).hasSize(65536 - 8);
  }
}
