package dev.passthrough.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A support archive. Snapshots in it can be read with {@code passthrough inspect --snapshot}. */
final class Bundle {

  private Bundle() {}

  /**
   * Writes a new file, or none where that fails.
   *
   * @return how many files are in it
   */
  static int write(Cluster cluster, boolean snapshots, Path file) throws IOException {
    var missing = new ArrayList<String>();
    var written = new ArrayList<String>();
    boolean whole = false;
    try (var zip =
        new ZipOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
      try {
        cluster.evidence(
            snapshots,
            (name, bytes) -> {
              put(zip, name, bytes);
              written.add(name);
            },
            missing::add);
        if (!missing.isEmpty()) {
          put(
              zip,
              "missing.txt",
              (String.join("\n", missing) + "\n").getBytes(StandardCharsets.UTF_8));
          written.add("missing.txt");
        }
        zip.finish();
        whole = true;
      } finally {
        if (!whole) {
          Files.deleteIfExists(file);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return written.size();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) {
    try {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
