package dev.passthrough.cli;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.recording.Recording;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which machine is meant. */
final class HostOptions {

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description =
          "A folder that stands for /: a container's mount of the host, or a recorded tree.")
  private Path root = Path.of("/");

  HostRoot root() {
    if (!Files.isDirectory(root)) {
      throw CommandFailure.badInput(
          "--root: '%s' is no folder; name one that holds sys, proc and so on.".formatted(root));
    }
    return HostRoot.at(root);
  }

  /** All that can be read of the machine. */
  Recording read() {
    return new Recording(new InventoryReader().read(root(), Depth.FULL));
  }
}
