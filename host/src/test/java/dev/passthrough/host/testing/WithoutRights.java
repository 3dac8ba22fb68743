package dev.passthrough.host.testing;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Reads machines as one who may not read everything. Root may, whatever a file's mode says
 * (CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, capabilities(7)), so under root a process without
 * these two does it.
 */
public final class WithoutRights {

  private static final List<String> DROP =
      List.of(
          "setpriv",
          "--bounding-set=-dac_override,-dac_read_search",
          "--inh-caps=-dac_override,-dac_read_search");

  private WithoutRights() {}

  /**
   * What is read of each of {@code roots}; the test is skipped where the rights cannot be dropped.
   *
   * @param folder for files on the way
   */
  public static List<Recording> read(List<Path> roots, Path folder)
      throws IOException, InterruptedException {
    var probe = Files.writeString(folder.resolve("probe"), "x");
    Assumptions.assumeTrue(
        probe.toFile().setReadable(false), "This file system knows no unreadable files: skipped.");
    if (!readable(probe)) {
      return roots.stream().map(it -> Recording.of(HostRoot.at(it))).toList();
    }
    var words = folder.resolve("words");
    Assumptions.assumeTrue(
        run(words, "true") == 0 && run(words, "cat", probe.toString()) != 0,
        "Root reads everything, and setpriv cannot take that from a process here: skipped.");
    var out = Files.createDirectories(folder.resolve("read"));
    var list = Files.write(folder.resolve("roots"), roots.stream().map(Path::toString).toList());
    int code =
        run(
            words,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            list.toString(),
            out.toString());
    if (code != 0) {
      throw new AssertionError(
          "the process without rights ended with " + code + ": " + Files.readString(words));
    }
    var all = new ArrayList<Recording>();
    for (int i = 0; i < roots.size(); i++) {
      all.add(RecordingFile.read(out.resolve(i + ".json")));
    }
    return all;
  }

  private static boolean readable(Path file) throws IOException {
    try {
      Files.readString(file);
      return true;
    } catch (AccessDeniedException asItShould) {
      return false;
    }
  }

  private static int run(Path words, String... command) throws InterruptedException {
    var all = new ArrayList<>(DROP);
    all.addAll(List.of(command));
    try {
      // A test's own input and output belong to whoever runs it.
      return new ProcessBuilder(all)
          .redirectErrorStream(true)
          .redirectOutput(words.toFile())
          .start()
          .waitFor();
    } catch (IOException noSuchProgram) {
      return -1;
    }
  }

  /** The process: its arguments are a list of roots and a folder for what it reads. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws IOException {
      var roots = Files.readAllLines(Path.of(args[0]));
      for (int i = 0; i < roots.size(); i++) {
        var recording = Recording.of(HostRoot.at(Path.of(roots.get(i))));
        RecordingFile.write(recording, Path.of(args[1], i + ".json"));
      }
    }
  }
}
