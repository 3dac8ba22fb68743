package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The program's own folder on a host. */
final class Folders {

  /** Where the state of devices is, from the host's root. */
  static final String STATE = "var/lib/passthrough";

  /** Where the state of the host itself is. */
  static final String HOST_STATE = STATE + "/host";

  private Folders() {}

  /** {@code /var/lib/passthrough} below {@code root}, made where absent, for its owner alone. */
  static Path state(HostRoot root) throws IOException {
    return made(root, STATE);
  }

  /** The folder in it of what is changed of the host itself. */
  static Path hostState(HostRoot root) throws IOException {
    return made(root, HOST_STATE);
  }

  private static Path made(HostRoot root, String path) throws IOException {
    var here = root.path();
    var name = "";
    for (var next : List.of(path.split("/", -1))) {
      name = name.isEmpty() ? next : name + "/" + next;
      var there = root.resolve(name);
      here = there.isPresent() ? there.orElseThrow() : make(here.resolve(next));
    }
    return here;
  }

  private static Path make(Path folder) throws IOException {
    var owner =
        folder.endsWith("passthrough") || folder.endsWith("passthrough/host")
            ? PosixFilePermissions.fromString("rwx------")
            : PosixFilePermissions.fromString("rwxr-xr-x");
    return Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(owner));
  }

  /** Has the names in {@code folder} on disk. */
  static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
