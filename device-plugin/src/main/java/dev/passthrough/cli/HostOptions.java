package dev.passthrough.cli;

import dev.passthrough.agent.Holders;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Deadlines;
import dev.passthrough.host.apply.HostAccess;
import dev.passthrough.host.apply.HostPrograms;
import dev.passthrough.host.apply.SilentDevices;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Underway;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.settings.CardSettings;
import dev.passthrough.host.use.HostUseReader;
import dev.passthrough.kubelet.HeldDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which host a command is about. */
final class HostOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description =
          "The folder that stands for the host's /, such as a container's mount or a recorded tree"
              + " (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of("/");

  @Option(
      names = "--running",
      description =
          "DIR is the root of the machine that this container runs on: its programs are run there, in"
              + " the namespaces of process 1, which have to be in sight (hostPID). Kubelet is asked which"
              + " devices pods have.")
  private boolean running;

  @Option(
      names = "--kubelet-dir",
      paramLabel = "DIR",
      defaultValue = "/var/lib/kubelet",
      description =
          "Kubelet's own folder on that machine, with --running (default: ${DEFAULT-VALUE}).")
  private Path kubeletFolder = Path.of("/var/lib/kubelet");

  HostRoot root() {
    if (!Files.isDirectory(root)) {
      throw CommandFailure.badInput(
          "--root: '%s' is no folder; name one that holds sys, proc and so on.".formatted(root));
    }
    return HostRoot.at(root);
  }

  /** Whether it is this machine, and not a folder that stands for one. */
  boolean live() {
    return running || root().path().equals(Path.of("/"));
  }

  /** How far a change may go: programs run on this machine alone. */
  HostAccess access() {
    return running
        ? HostAccess.full(HostPrograms.ofProcess1())
        : live() ? HostAccess.full(HostPrograms.live()) : HostAccess.filesOnly();
  }

  /** All that can be read of the machine. */
  Recording recording() {
    return Recording.of(root(), snapshot(Depth.FULL));
  }

  /**
   * The functions as they are now. Of those that do not answer, which are named to the user, it is
   * read what can be.
   */
  Snapshot snapshot(Depth depth) {
    try {
      var silent = SilentDevices.of(root(), Deadlines.usual().read());
      for (var device : silent) {
        command
            .commandLine()
            .getErr()
            .printf(
                "%s does not answer, as if it was pulled out while a virtual machine has it; what it would say is left out.%n",
                device);
      }
      return new InventoryReader().read(root(), depth, silent, new Underway());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted while reading the host");
    }
  }

  /**
   * The host as it is now. Whoever has a device open has it: running virtual machines among them;
   * and so has a pod that kubelet gave it to.
   *
   * @param depth how deep devices are read
   * @param node what it is called in the cluster; empty where nobody says
   * @param settingsOf the cards whose drivers are asked what they hold their functions to
   */
  Observed observed(String node, Depth depth, Collection<PciAddress> settingsOf) {
    var use = HostUseReader.read(root());
    var snapshot = settled(snapshot(depth), settingsOf);
    var holders = new TreeMap<>(OpenDevices.of(snapshot, use));
    if (running) {
      holders.putAll(heldByPods(snapshot));
    }
    return new Observed(node, snapshot, use, holders);
  }

  private Map<String, String> heldByPods(Snapshot snapshot) {
    var folder = root.resolve(Path.of("/").relativize(kubeletFolder));
    try (var held = new HeldDevices(folder, Optional.empty())) {
      return new Holders(held::read).in(snapshot);
    }
  }

  /** {@code snapshot} with what the drivers of {@code cards} say, as far as they can be asked. */
  Snapshot settled(Snapshot snapshot, Collection<PciAddress> cards) {
    var programs = access().programs();
    var all = new HashMap<PciAddress, Map<Setting, String>>();
    if (programs.isPresent()) {
      for (var card : cards) {
        snapshot.function(card).ifPresent(it -> all.putAll(settings(it, programs.orElseThrow())));
      }
    }
    return snapshot.with(all);
  }

  /** A driver that cannot be asked is asked again when a step needs to know, which says why not. */
  private Map<PciAddress, Map<Setting, String>> settings(PciFunction card, HostPrograms programs) {
    try {
      return CardSettings.read(root(), card, programs::output);
    } catch (IOException unanswered) {
      return Map.of();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }
}
