package dev.passthrough.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder that stands for {@code /}: the machine's own root, a container's mount of it, or a
 * recorded tree.
 *
 * <p>Every path is looked up below this folder and nowhere else. Symbolic links are followed the
 * way {@code chroot} would: an absolute target starts again at this folder and {@code ..} does not
 * climb out of it. What is absent, dangling, looping or unreadable is empty, never an exception.
 */
public final class HostRoot {

  /** As many as the kernel follows in one look-up (path_resolution(7)). */
  private static final int MOST_LINKS = 40;

  private final Path folder;
  private final Set<Path> known;
  private final boolean oneReading;

  private HostRoot(Path folder, boolean oneReading) {
    this.folder = folder;
    this.oneReading = oneReading;
    this.known = ConcurrentHashMap.newKeySet();
  }

  /** This machine. */
  public static HostRoot live() {
    return at(Path.of("/"));
  }

  /** The tree below {@code folder}; links above it are followed once, here. */
  public static HostRoot at(Path folder) {
    var absolute = folder.toAbsolutePath().normalize();
    try {
      return new HostRoot(absolute.toRealPath(), false);
    } catch (IOException absent) {
      return new HostRoot(absolute, false);
    }
  }

  /**
   * The same root for one reading of the machine: a folder on the way to many files is looked at
   * once, and taken to stay a folder while the reading lasts. Not for writing.
   */
  public HostRoot forOneReading() {
    return new HostRoot(folder, true);
  }

  /** The folder that stands for {@code /}, with no link in it. */
  public Path path() {
    return folder;
  }

  /** The folder {@code path}, such as {@code sys/bus/pci}; one that does not exist is empty. */
  public HostFolder folder(String path) {
    return new HostFolder(this, resolve(path));
  }

  public HostFolder sys() {
    return folder("sys");
  }

  public HostFolder proc() {
    return folder("proc");
  }

  public HostFolder dev() {
    return folder("dev");
  }

  /**
   * The text of the file {@code path}, such as {@code proc/cmdline}, without surrounding white
   * space.
   */
  public Optional<String> text(String path) {
    return new HostFolder(this, Optional.of(folder)).text(relative(path));
  }

  /** The lines of the file {@code path} as they are; {@code \r\n} ends a line too. */
  public Optional<List<String>> lines(String path) {
    return new HostFolder(this, Optional.of(folder))
        .bytes(relative(path), HostFolder.MOST_BYTES)
        .map(it -> new String(it, StandardCharsets.UTF_8).lines().toList());
  }

  /** The first {@code most} bytes of the file {@code path}. */
  public Optional<byte[]> bytes(String path, int most) {
    return new HostFolder(this, Optional.of(folder)).bytes(relative(path), most);
  }

  /**
   * Where {@code path} really is, all links followed below this root; empty if there is no such
   * thing.
   */
  public Optional<Path> resolve(String path) {
    return resolve(folder, relative(path));
  }

  /**
   * Where {@code path} really is, seen from {@code from}, a folder below this root with no link in
   * it.
   */
  Optional<Path> resolve(Path from, String path) {
    try {
      return follow(from, folder.getFileSystem().getPath(path));
    } catch (InvalidPathException noSuchName) {
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<Path> follow(Path from, Path path) throws IOException {
    var rest = new ArrayDeque<Path>();
    prepend(rest, path);
    var here = from;
    int links = 0;
    while (!rest.isEmpty()) {
      var name = rest.removeFirst();
      switch (name.toString()) {
        case "", "." -> {}
        case ".." -> here = above(here);
        default -> {
          var next = here.resolve(name);
          if (!rest.isEmpty() && known.contains(next)) {
            here = next;
          } else if (!isLink(next)) {
            here = next;
            if (oneReading && !rest.isEmpty()) {
              known.add(next);
            }
          } else if (++links > MOST_LINKS) {
            return Optional.empty();
          } else {
            var target = Files.readSymbolicLink(next);
            here = target.isAbsolute() ? folder : here;
            prepend(rest, target);
          }
        }
      }
    }
    return Optional.of(here);
  }

  /**
   * Whether {@code path} is a link.
   *
   * @throws IOException if there is no such thing
   */
  private static boolean isLink(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isSymbolicLink();
  }

  private Path above(Path here) {
    var parent = here.getParent();
    return parent == null || here.equals(folder) ? folder : parent;
  }

  private static void prepend(ArrayDeque<Path> rest, Path path) {
    for (int i = path.getNameCount() - 1; i >= 0; i--) {
      rest.addFirst(path.getName(i));
    }
  }

  private static String relative(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
