package dev.passthrough.host.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Plays rpm-ostree's deployments: other arguments make a new one, which is staged: its entry is
 * written while the host goes down (ostree-finalize-staged.service). The one that ran stays with
 * those that it had, to roll back to.
 */
final class DeploymentsStandIn {

  private static final String FOLDER = "boot/loader/entries/ostree-";

  private final Path root;
  private Optional<String> staged = Optional.empty();

  DeploymentsStandIn(Path root) {
    this.root = root;
  }

  /** The arguments of the one with the newest entry; empty on a system without deployments. */
  Optional<String> newest() throws IOException {
    for (int version = 2; version > 0; version--) {
      if (Files.exists(entry(version))) {
        return Optional.of(
            Files.readString(entry(version)).replaceAll("(?s).*\\noptions ([^\\n]*).*", "$1"));
      }
    }
    return Optional.empty();
  }

  /** Stages one with other arguments, of which no entry tells yet. */
  void change(UnaryOperator<String> arguments) throws IOException {
    var last = staged.isPresent() ? staged : newest();
    staged = last.map(arguments);
  }

  /** The host goes down, and the one that was staged is to be started. */
  void shutDown() throws IOException {
    if (staged.isPresent()) {
      write(1, newest().orElseThrow());
      write(2, staged.get());
      staged = Optional.empty();
    }
  }

  void write(int version, String arguments) throws IOException {
    Files.createDirectories(entry(version).resolveSibling(""));
    Files.writeString(
        entry(version),
        "title x\nversion %d\nlinux /a\noptions %s\n".formatted(version, arguments));
  }

  private Path entry(int version) {
    return root.resolve(FOLDER + version + ".conf");
  }
}
