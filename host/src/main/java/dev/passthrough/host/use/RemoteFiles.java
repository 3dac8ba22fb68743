package dev.passthrough.host.use;

import dev.passthrough.host.HostFolder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells of which open files it may be asked what they are without waiting for another machine or
 * program. The number of the mount, which {@code fdinfo} has without asking a file system
 * (Documentation/filesystems/proc.rst, 3.8), tells that also of the mount's own root, of a mount
 * that was detached, and whatever is mounted at that path in another namespace.
 */
final class RemoteFiles {

  /** A graphics driver has lines of its own there, and may wait for the card (drm_show_fdinfo). */
  private static final String GRAPHICS = "/dev/dri/";

  private final List<String> points;
  private final Set<Integer> local;

  RemoteFiles(Mounts mounts) {
    this.points = mounts.all().stream().filter(Mount::remote).map(Mount::point).toList();
    this.local = new HashSet<>(mounts.local());
  }

  /** The same of what {@code process}, a folder of {@code /proc}, has open. */
  Of of(HostFolder process) {
    return new Of(process);
  }

  private boolean isBelowRemote(String path) {
    return points.stream().anyMatch(it -> path.startsWith(it + "/") || path.equals(it));
  }

  /** What one process has open. */
  final class Of {

    private final HostFolder process;
    private final HostFolder details;
    private boolean mountsReadAgain;

    private Of(HostFolder process) {
      this.process = process;
      this.details = process.folder("fdinfo");
    }

    /**
     * Whether this machine answers by itself for what is open as {@code name}.
     *
     * @param path by which it was opened; decides where there is nothing better
     */
    boolean isLocal(String name, String path) {
      var mount =
          path.startsWith(GRAPHICS) ? Optional.<Integer>empty() : mount(details.attribute(name));
      return mount.map(this::isLocal).orElseGet(() -> !isBelowRemote(path));
    }

    private static Optional<Integer> mount(Optional<String> details) {
      return details
          .flatMap(text -> text.lines().filter(it -> it.startsWith("mnt_id:")).findFirst())
          .flatMap(line -> Mount.number(line.substring(line.indexOf(':') + 1)));
    }

    /** It may have been mounted since the tables were read, or be seen by few. */
    private boolean isLocal(int mount) {
      if (!local.contains(mount) && !mountsReadAgain) {
        mountsReadAgain = true;
        process.text("mountinfo").stream()
            .flatMap(String::lines)
            .forEach(
                line -> Mount.of(line).flatMap(it -> it.numberIfLocal(line)).ifPresent(local::add));
      }
      return local.contains(mount);
    }
  }
}
