package dev.passthrough.cli;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostPrograms;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.use.HostUseReader;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which host a command is about. */
final class HostOptions {

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description =
          "The folder that stands for the host's /, such as a container's mount or a recorded tree"
              + " (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of("/");

  HostRoot root() {
    if (!Files.isDirectory(root)) {
      throw CommandFailure.badInput(
          "--root: '%s' is no folder; name one that holds sys, proc and so on.".formatted(root));
    }
    return HostRoot.at(root);
  }

  /** Whether it is this machine, and not a folder that stands for one. */
  boolean live() {
    return root().path().equals(Path.of("/"));
  }

  /** How far a change may go: programs run on this machine alone. */
  HostAccess access() {
    return live() ? HostAccess.full(HostPrograms.live()) : HostAccess.filesOnly();
  }

  private Snapshot snapshot() {
    return new InventoryReader().read(root());
  }

  /** All that can be read of the machine. */
  Recording recording() {
    return Recording.of(root());
  }

  /**
   * The host as it is now. Whoever has a device open has it: running virtual machines among them.
   *
   * @param node what it is called in the cluster; empty where nobody says
   */
  Observed observed(String node) {
    var use = HostUseReader.read(root());
    var snapshot = snapshot();
    return new Observed(node, snapshot, use, OpenDevices.of(snapshot, use));
  }
}
