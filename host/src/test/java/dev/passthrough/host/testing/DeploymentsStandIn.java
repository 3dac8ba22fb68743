package dev.passthrough.host.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Plays rpm-ostree's deployments: other arguments make a new one, which is started next, and the
 * one that runs stays with those that it has, to roll back to.
 */
final class DeploymentsStandIn {

  private static final String FOLDER = "boot/loader/entries/ostree-";

  private final Path root;
  private Optional<String> running = Optional.empty();

  DeploymentsStandIn(Path root) {
    this.root = root;
  }

  /** The arguments of the one that is started next; empty on a system without deployments. */
  Optional<String> next() throws IOException {
    for (int version = 2; version > 0; version--) {
      if (Files.exists(entry(version))) {
        return Optional.of(
            Files.readString(entry(version)).replaceAll("(?s).*\\noptions ([^\\n]*).*", "$1"));
      }
    }
    return Optional.empty();
  }

  /** Makes the one that is started next. */
  void change(UnaryOperator<String> arguments) throws IOException {
    var next = next().orElseThrow();
    write(1, running.orElse(next));
    write(2, arguments.apply(next));
    running = running.or(() -> Optional.of(next));
  }

  /** The host runs the one that was to be started next. */
  void started() throws IOException {
    running = next();
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
