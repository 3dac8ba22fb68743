package dev.passthrough.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which container runtimes look for what a CDI name stands for: {@code /var/run/cdi},
 * which a boot empties. One file for each resource that asks for it, whole at any moment. Safe for
 * many threads.
 */
final class CdiFolder {

  private static final String PREFIX = "passthrough.dev-vfio-";
  private static final String SUFFIX = ".json";

  private static final Logger log = LoggerFactory.getLogger(CdiFolder.class);

  private final Path folder;
  private final LiveReader reader;

  /** What is in the files, by resource name. */
  private final Map<String, CdiSpec> written = new HashMap<>();

  /**
   * @param root below which {@code var/run/cdi} is
   */
  CdiFolder(Path root, LiveReader reader) {
    this.folder = root.resolve("var/run/cdi");
    this.reader = reader;
  }

  /**
   * Sees to it that the file of {@code listing}'s resource says how the host is now.
   *
   * @throws IOException if it cannot be written; the message says what to do
   */
  synchronized void write(Listing listing) throws IOException {
    var units = listing.resource().units();
    put(listing, CdiSpec.of(listing, units, reader.read(listing.resource().kind(), units)));
  }

  /**
   * The same where only {@code units} are of interest, which are on {@code host} as it is now.
   *
   * @throws IOException as {@link #write}
   */
  synchronized void confirm(Listing listing, List<DeviceUnit> units, LiveHost host)
      throws IOException {
    var before = written.get(listing.resource().resourceName());
    if (before == null || !before.says(CdiSpec.of(listing, units, host))) {
      write(listing);
    }
  }

  private void put(Listing listing, CdiSpec spec) throws IOException {
    var name = listing.resource().resourceName();
    if (spec.nodes().isEmpty()) {
      remove(name);
    } else if (!spec.equals(written.get(name))) {
      replace(file(name), spec.json());
      written.put(name, spec);
    }
  }

  /** What is no longer offered under {@code resourceName} has no meaning any more. */
  synchronized void remove(String resourceName) {
    written.remove(resourceName);
    delete(file(resourceName));
  }

  /** Removes what earlier agents left of resources other than {@code resourceNames}. */
  synchronized void keepOnly(Set<String> resourceNames) {
    var kept = resourceNames.stream().map(this::file).collect(Collectors.toSet());
    try (var files = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (var file : files) {
        if (!kept.contains(file)) {
          delete(file);
        }
      }
    } catch (NoSuchFileException e) {
      log.trace("There is no {}", folder, e);
    } catch (IOException e) {
      log.warn("Can't clear {} of what earlier agents left: {}", folder, e.toString());
    }
  }

  private Path file(String resourceName) {
    return folder.resolve(PREFIX + resourceName.replace('/', '_') + SUFFIX);
  }

  /** A runtime that looks in between finds the old file or the new one; other suffixes it skips. */
  private void replace(Path file, String text) throws IOException {
    try {
      Files.createDirectories(folder);
      var fresh =
          Files.createTempFile(
              folder,
              PREFIX,
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
      try {
        Files.writeString(fresh, text);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh); // it is there only if it could not be put in place
      }
    } catch (IOException e) {
      throw new IOException(
          "the CDI spec %s can't be written: %s; in a cluster the agents need the chart's agent.cdi for it"
              .formatted(file, e),
          e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("Can't remove the CDI spec {}: {}", file, e.toString());
    }
  }
}
