package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.plan.FileState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The host's own files, below a few fixed folders and nowhere else. A file is replaced as a whole:
 * written beside it, on disk, then renamed over it; a power cut leaves the old one or the new one.
 * A symbolic link stays, and what it leads to is replaced.
 */
final class HostFileStore {

  /** Nothing outside of these is ever changed. */
  static final List<String> ROOTS = List.of("etc", "boot", "efi", "usr/lib/dracut/modules.d");

  private static final String HALF = ".passthrough-new";

  private final HostRoot root;

  HostFileStore(HostRoot root) {
    this.root = root;
  }

  /**
   * @throws IOException if it cannot be read or is no regular file
   */
  FileState read(String path) throws IOException {
    var file = root.resolve(path);
    if (file.isEmpty()) {
      return FileState.absent();
    }
    if (!Files.isRegularFile(file.orElseThrow(), LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("/" + path + " is no regular file; nothing was written");
    }
    return FileState.of(Files.readAllBytes(file.orElseThrow()));
  }

  /**
   * Has {@code path} be as {@code state} says.
   *
   * @param folders made where missing; removed with the file where empty
   */
  void write(String path, FileState state, List<String> folders) throws IOException {
    if (state.present()) {
      for (var folder : folders) {
        make(folder);
      }
      replace(path, state);
    } else {
      remove(path, folders);
    }
  }

  private void make(String folder) throws IOException {
    if (root.resolve(folder).isPresent()) {
      return;
    }
    var parent = parent(folder);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(parent.resolve(name(folder)), mode);
    Folders.sync(parent);
  }

  private void replace(String path, FileState state) throws IOException {
    var existing = root.resolve(path);
    var target =
        existing.isPresent() ? inside(path, existing.get()) : parent(path).resolve(name(path));
    var half = target.resolveSibling("." + target.getFileName() + HALF);
    Files.deleteIfExists(half);
    try (var channel =
        FileChannel.open(half, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(state.bytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      own(half, existing, state.executable());
      channel.force(true);
    }
    Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(folderOf(target));
  }

  /** As the file that it replaces; some file systems (FAT) have one owner and mode for all. */
  private static void own(Path half, Optional<Path> existing, boolean executable)
      throws IOException {
    var view = Files.getFileAttributeView(half, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    var now = view.readAttributes();
    var wanted = PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
    if (existing.isPresent()) {
      var before = Files.readAttributes(existing.get(), PosixFileAttributes.class);
      wanted = before.permissions();
      if (!before.owner().equals(now.owner())) {
        view.setOwner(before.owner());
      }
      if (!before.group().equals(now.group())) {
        view.setGroup(before.group());
      }
    }
    if (!wanted.equals(now.permissions())) {
      view.setPermissions(wanted);
    }
  }

  private void remove(String path, List<String> folders) throws IOException {
    var existing = root.resolve(path);
    if (existing.isPresent()) {
      var target = inside(path, existing.get());
      Files.delete(target);
      Folders.sync(folderOf(target));
    }
    var inner = new ArrayList<>(folders).reversed();
    for (var folder : inner) {
      var there = root.resolve(folder);
      if (there.isPresent() && isEmpty(there.get())) {
        Files.delete(inside(folder, there.get()));
        Folders.sync(folderOf(there.get()));
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** The folder that {@code path} is in, all links followed. */
  private Path parent(String path) throws IOException {
    var name = path.substring(0, Math.max(0, path.lastIndexOf('/')));
    var folder =
        root.resolve(name)
            .orElseThrow(
                () -> new IOException("/%s does not exist; nothing was written".formatted(name)));
    return inside(path, folder.resolve(name(path))).resolveSibling("").normalize();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Path folderOf(Path file) {
    return file.resolveSibling("").normalize();
  }

  /** {@code real}, where {@code path} leads, which is below one of the fixed folders. */
  private Path inside(String path, Path real) throws IOException {
    for (var fixed : ROOTS) {
      var folder = root.resolve(fixed);
      if (folder.isPresent() && real.startsWith(folder.get())) {
        return real;
      }
    }
    throw new IOException(
        "/%s is at %s, which is not below /%s; nothing was written"
            .formatted(path, real, String.join(", /", ROOTS)));
  }
}
