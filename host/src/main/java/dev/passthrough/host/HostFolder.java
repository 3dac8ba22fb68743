package dev.passthrough.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * A folder below a {@link HostRoot}. What is absent, unreadable or no regular file is empty, never
 * an exception.
 */
public final class HostFolder {

  /** Far above any file that is read here; a sysfs attribute is a page at most. */
  static final int MOST_BYTES = 16 << 20;

  private static final int FIRST_READ = 4096;

  private static final int USUAL_ATTRIBUTE = 256;

  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final HostRoot root;
  private final Optional<Path> path;

  HostFolder(HostRoot root, Optional<Path> path) {
    this.root = root;
    this.path = path;
  }

  /** Where it is, with no link in it; empty if it does not exist. */
  public Optional<Path> path() {
    return path;
  }

  /** Its entries' names, sorted as text. */
  public List<String> names() {
    var names = path.map(it -> it.toFile().list()).orElse(null);
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    return List.of(names);
  }

  /** The folder {@code name}, which may be a path of several names or a link. */
  public HostFolder folder(String name) {
    return new HostFolder(root, path.flatMap(here -> root.resolve(here, name)));
  }

  /** Whether there is something of this name, be it a link that leads nowhere. */
  public boolean has(String name) {
    return child(name).filter(it -> Files.exists(it, LinkOption.NOFOLLOW_LINKS)).isPresent();
  }

  /**
   * The text of the file {@code name} in UTF-8, without surrounding white space; odd bytes become
   * U+FFFD.
   */
  public Optional<String> text(String name) {
    return bytes(name, MOST_BYTES).map(it -> new String(it, StandardCharsets.UTF_8).strip());
  }

  /**
   * The text of the sysfs attribute {@code name}. The kernel gives an attribute in one read, a page
   * at most (Documentation/filesystems/sysfs.rst), so there is no second one to look for an end.
   */
  public Optional<String> attribute(String name) {
    try (var channel = open(name)) {
      var page = new byte[USUAL_ATTRIBUTE];
      int length = Math.max(0, channel.read(ByteBuffer.wrap(page)));
      if (length == page.length) {
        page = Arrays.copyOf(page, FIRST_READ);
        length = fill(channel, page, length);
      }
      return Optional.of(new String(page, 0, length, StandardCharsets.UTF_8).strip());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** The first {@code most} bytes of the file {@code name}. */
  public Optional<byte[]> bytes(String name, int most) {
    try (var channel = open(name)) {
      var bytes = new byte[Math.min(most, FIRST_READ)];
      int length = fill(channel, bytes, 0);
      while (length == bytes.length && length < most) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(most, bytes.length * 16L));
        length = fill(channel, bytes, length);
      }
      return Optional.of(Arrays.copyOf(bytes, length));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * The regular file {@code name}, open for reading. Opening a pipe or a device node of a recorded
   * tree could hang or act, so anything else is refused.
   *
   * @throws IOException if there is no such file, or it cannot be read
   */
  public SeekableByteChannel open(String name) throws IOException {
    var file = child(name).orElseThrow(() -> new NoSuchFileException(name));
    var attributes = attributes(file);
    if (name.indexOf('/') >= 0 || attributes.isSymbolicLink()) {
      file =
          path.flatMap(it -> root.resolve(it, name))
              .orElseThrow(() -> new NoSuchFileException(name));
      attributes = attributes(file);
    }
    if (!attributes.isRegularFile()) {
      throw new NoSuchFileException(file.toString(), null, "it is no regular file");
    }
    return Files.newByteChannel(file, READ);
  }

  /**
   * The last name in the target of the link {@code name}, which need not lead anywhere: a driver, a
   * group.
   */
  public Optional<String> linkName(String name) {
    return child(name)
        .flatMap(link -> {
          try {
            return Optional.ofNullable(Files.readSymbolicLink(link).getFileName())
                .map(Path::toString);
          } catch (IOException | UnsupportedOperationException notALink) {
            return Optional.empty();
          }
        });
  }

  /** The target of the link {@code name} as it is written, which need not be a path at all. */
  public Optional<String> linkText(String name) {
    return child(name)
        .flatMap(link -> {
          try {
            return Optional.of(Files.readSymbolicLink(link).toString());
          } catch (IOException | UnsupportedOperationException notALink) {
            return Optional.empty();
          }
        });
  }

  /** Whether this is of the kernel's own {@code /proc}, and not of a recording of one. */
  public boolean isProc() {
    try {
      return path.isPresent() && Files.getFileStore(path.orElseThrow()).type().equals("proc");
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * What the kernel's own link {@code name} leads to, in a {@code /proc/PID/fd}: the open file
   * itself, whatever is at the path that the link shows. Only where {@link #isProc} says so: in a
   * recording it would lead out of the tree.
   */
  public Opened opened(String name) {
    try {
      var found = Files.readAttributes(child(name).orElseThrow(), "unix:mode,rdev");
      return found.get("mode") instanceof Integer mode && found.get("rdev") instanceof Long device
          ? Opened.of(mode, device)
          : new Opened.Unknown();
    } catch (IOException | NoSuchElementException closed) {
      return new Opened.Unknown();
    }
  }

  private Optional<Path> child(String name) {
    try {
      return path.map(here -> here.resolve(name));
    } catch (InvalidPathException noSuchName) {
      return Optional.empty();
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static int fill(SeekableByteChannel from, byte[] into, int start) throws IOException {
    var buffer = ByteBuffer.wrap(into).position(start);
    while (buffer.hasRemaining() && from.read(buffer) > 0) {}
    return buffer.position();
  }

  @Override
  public String toString() {
    return path.map(Path::toString).orElse("(absent)");
  }
}
