package dev.passthrough.host.contract;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.KernelWrites;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A host with a kernel behind it, which is held to the cases of the contract one by one. */
final class KernelUnderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern FUNCTION =
      Pattern.compile("([0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])(/.*)?");
  private static final Pattern NODE = Pattern.compile("vfio\\((.*)\\)");

  /** The cards that the cases change, each with the driver that it has as found. */
  private static final Map<String, String> CARDS =
      Map.of("01:00.0", "igb", "02:00.0", "igb", "03:00.0", "nvme");

  /** The parent that cases with mediated devices take. */
  private static final String MTTY = "sys/devices/virtual/mtty/mtty";

  private static final String MDEV = "sys/bus/mdev/devices";

  private final HostRoot root;
  private final KernelWrites writes;
  private final Map<String, String> groups = new HashMap<>();

  KernelUnderTest(HostRoot root, KernelWrites writes) {
    this.root = root;
    this.writes = writes;
  }

  /** Whether what {@code it} takes is here; all but mediated devices is. */
  boolean has(Contract.Case it) {
    return !it.title().startsWith("mtty:") || root.resolve(MTTY).isPresent();
  }

  /** What differs from {@code it}; after the first difference only the host is brought back. */
  List<String> differences(Contract.Case it) throws IOException {
    var differences = new ArrayList<String>();
    try {
      for (var line : it.lines()) {
        var seen = difference(line);
        if (seen.isPresent()) {
          differences.add(line.text() + "   but " + seen.orElseThrow());
          break;
        }
      }
    } finally {
      bringBack();
    }
    return differences;
  }

  private Optional<String> difference(Line line) throws IOException {
    return switch (line) {
      case Line.Write it -> {
        var words = write(it.path(), it.value());
        yield words.equals(it.refusal())
            ? Optional.empty()
            : Optional.of(words.map(w -> "it was refused: " + w).orElse("it was taken"));
      }
      case Line.Reads it -> differs(it.content(), text(it.path()));
      case Line.LeadsTo it -> differs(it.name(), settled(it));
      case Line.Exists it -> {
        var file = file(it.path());
        yield there(file) == it.there()
            ? Optional.empty()
            : Optional.of(it.there() ? "it is gone" : "it is there");
      }
    };
  }

  private static Optional<String> differs(String expected, String seen) {
    return expected.equals(seen) ? Optional.empty() : Optional.of("it is " + seen);
  }

  private String settled(Line.LeadsTo it) throws IOException {
    var end = Instant.now().plus(PATIENCE);
    var seen = target(it.path());
    while (!it.atOnce() && !seen.equals(it.name()) && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      seen = target(it.path());
    }
    return seen;
  }

  /** The kernel's words if it refuses. */
  private Optional<String> write(String path, String value) {
    try {
      var file = root.resolve(name(path));
      if (file.isEmpty()) {
        return Optional.of("No such file or directory");
      }
      writes.write(file.orElseThrow(), value);
      return Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.of("No such file or directory");
    } catch (AccessDeniedException _) {
      return Optional.of("Permission denied");
    } catch (IOException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  private String text(String path) throws IOException {
    var file = file(path);
    return there(file) ? Files.readString(file).strip() : "gone";
  }

  private String target(String path) throws IOException {
    var file = file(path);
    return Files.isSymbolicLink(file)
        ? String.valueOf(Files.readSymbolicLink(file).getFileName())
        : "gone";
  }

  private static boolean there(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** The last part of the path is not followed if it is a link. */
  private Path file(String path) throws IOException {
    var name = name(path);
    int slash = name.lastIndexOf('/');
    return root.resolve(name.substring(0, slash))
        .map(folder -> folder.resolve(name.substring(slash + 1)))
        .orElse(root.path().resolve(name));
  }

  private String name(String path) throws IOException {
    var function = FUNCTION.matcher(path);
    if (function.matches()) {
      return "sys/bus/pci/devices/0000:"
          + function.group(1)
          + Optional.ofNullable(function.group(2)).orElse("");
    }
    if (path.startsWith("mtty:")) {
      return path.replaceFirst("mtty:", MTTY + "/mdev_supported_types/");
    }
    if (path.startsWith("mdev:")) {
      return path.replaceFirst("mdev:", MDEV + "/");
    }
    var node = NODE.matcher(path);
    if (node.matches()) {
      return "dev/vfio/" + group(node.group(1));
    }
    return path.contains("/") ? "sys/bus/pci/drivers/" + path : "sys/bus/pci/" + path;
  }

  private String group(String function) throws IOException {
    var group = target(function + "/iommu_group");
    return group.equals("gone") ? groups.getOrDefault(function, "none") : remember(function, group);
  }

  private String remember(String function, String group) {
    groups.put(function, group);
    return group;
  }

  private void bringBack() throws IOException {
    for (var uuid : root.folder(MTTY).names()) {
      if (root.resolve(MTTY + "/" + uuid + "/mdev_type").isPresent()) {
        write("mdev:" + uuid + "/remove", "1");
      }
    }
    for (var card : CARDS.entrySet()) {
      var function = card.getKey();
      var address = "0000:" + function;
      write(function + "/driver_override", "");
      var driver = target(function + "/driver");
      if (!driver.equals(card.getValue())) {
        write(driver + "/unbind", address);
        write("drivers_probe", address);
      }
      write(function + "/sriov_numvfs", "0");
      write(function + "/sriov_drivers_autoprobe", "1");
      var left = target(function + "/driver") + " " + text(function + "/sriov_numvfs");
      if (!left.equals(card.getValue() + " 0")) {
        throw new IOException("%s did not come back: %s".formatted(function, left));
      }
    }
  }
}
