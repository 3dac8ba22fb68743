package dev.passthrough.host.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passthrough.host.testing.SysfsTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an open file is may be asked where no other machine has to answer")
class RemoteFilesTest {

  private static final int LOCAL = 40;
  private static final int REMOTE = 41;
  private static final int DETACHED = 42;

  @TempDir Path folder;
  private SysfsTree tree;

  @BeforeEach
  void machine() {
    tree = new SysfsTree(folder);
    tree.file("proc/1/mountinfo", mount(21, "/", "ext4"));
    tree.file("proc/7/mountinfo", mount(LOCAL, "/dev", "tmpfs") + mount(REMOTE, "/data", "nfs4"));
  }

  @ParameterizedTest
  @CsvSource({
    LOCAL + ", /dev/rootdisk, true",
    LOCAL + ", /data/disk, true",
    REMOTE + ", /data, false",
    REMOTE + ", /data/file, false",
    DETACHED + ", /gone/file, false",
  })
  @DisplayName("by the mount that it is on, wherever that is, or was, mounted")
  void byMount(int mount, String path, boolean local) {
    open("pos:\t0\nflags:\t0100002\nmnt_id:\t%d\nino:\t2".formatted(mount));
    assertThat(isLocal(path)).isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource({"/data, false", "/data/file, false", "/database/file, true", "/dev/dri/card0, true"})
  @DisplayName("by its path where nothing tells the mount")
  void byPath(String path, boolean local) {
    assertThat(isLocal(path)).isEqualTo(local);
    open("pos:\t0");
    assertThat(isLocal(path)).isEqualTo(local);
  }

  @Test
  @DisplayName("a graphics driver is not asked for its lines")
  void graphics() {
    open("mnt_id:\t" + DETACHED);
    assertThat(isLocal("/dev/dri/card0")).isTrue();
  }

  @Test
  @DisplayName("on what was mounted since the tables were read too")
  void mountedSince() {
    open("mnt_id:\t50");
    var files = files();
    tree.file("proc/7/mountinfo", mount(LOCAL, "/dev", "tmpfs") + mount(50, "/disks", "xfs"));
    assertThat(files.isLocal("3", "/disks/a")).isTrue();
  }

  private void open(String details) {
    tree.file("proc/7/fdinfo/3", details);
  }

  private boolean isLocal(String path) {
    return files().isLocal("3", path);
  }

  private RemoteFiles.Of files() {
    var mounts = MountReader.read(tree.root(), List.of("1", "7")).orElseThrow();
    return new RemoteFiles(mounts).of(tree.root().folder("proc/7"));
  }

  private static String mount(int number, String point, String type) {
    return "%d 20 0:%d / %s rw - %s x rw\n".formatted(number, number, point, type);
  }
}
