package dev.passthrough.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code lab/build} has built, or builds now: minutes from nothing, with its own progress. */
final class LabCache {

  private LabCache() {}

  /** Where each of the targets is, in their order. */
  static List<Path> paths(String... targets) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(Path.of("..", "lab", "build").toString()));
    command.addAll(List.of(targets));
    var build = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (build.waitFor() != 0) {
      throw new IOException(
          "%s failed: its own words are above. It needs Debian or Ubuntu, root, and the packages that"
                  .formatted(String.join(" ", command))
              + " lab/run installs");
    }
    return output.lines().map(Path::of).toList();
  }
}
