package dev.passthrough.host.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The recorded machines, which lie beside the repository and not in it. */
public final class Fixtures {

  private static final Path FOLDER = Path.of("../../shared/fixtures");

  private Fixtures() {}

  /** The folder {@code name} of them; the test is skipped where there are none. */
  public static Path folder(String name) {
    Assumptions.assumeTrue(
        Files.isDirectory(FOLDER),
        () ->
            "The recorded machines are not here: "
                + FOLDER.toAbsolutePath().normalize()
                + " does not exist. Tests that read them are skipped.");
    return FOLDER.resolve(name);
  }

  /** The files of the folder {@code name} that end in {@code ending}, sorted. */
  public static List<Path> files(String name, String ending) {
    try (var all = Files.list(folder(name))) {
      return all.filter(it -> it.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Unpacks the recorded tree {@code archive} into {@code root}, which then stands for {@code /}.
   */
  public static void unpack(Path archive, Path root) {
    try {
      var tar =
          new ProcessBuilder("tar", "xzf", archive.toAbsolutePath().toString())
              .directory(Files.createDirectories(root).toFile())
              .inheritIO()
              .start();
      if (tar.waitFor() != 0) {
        throw new IllegalStateException("tar could not unpack " + archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while unpacking " + archive, e);
    }
  }

  public static JsonNode json(Path file) {
    try {
      return new JsonMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The facts that come with the recorded tree {@code archive}. */
  public static JsonNode expected(Path archive) {
    return json(
        archive.resolveSibling(
            archive.getFileName().toString().replace(".tar.gz", ".expected.json")));
  }
}
