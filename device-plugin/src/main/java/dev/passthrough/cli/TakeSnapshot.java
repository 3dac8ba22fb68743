package dev.passthrough.cli;

import dev.passthrough.host.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code passthrough snapshot}: a machine into a file. */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = {
      "Saves all that 'inspect' reads of this machine in one file, for 'inspect --snapshot FILE' elsewhere.",
      "The file names serial numbers and MAC addresses."
    })
final class TakeSnapshot implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private HostOptions host = new HostOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write; - for the standard output.")
  private Path file = Path.of("-");

  TakeSnapshot(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var recording = host.recording();
    if (file.toString().equals("-")) {
      terminal.out().writeBytes(RecordingFile.bytes(recording));
      terminal.out().println();
      return 0;
    }
    if (Files.isDirectory(file)) {
      throw CommandFailure.badInput("-o: '%s' is a folder; name a file in it.".formatted(file));
    }
    try {
      RecordingFile.write(recording, file);
    } catch (IOException e) {
      throw CommandFailure.failed(
          "could not write '%s' (%s); choose a place where you may write.".formatted(file, e));
    }
    terminal
        .err()
        .printf("%d functions saved in %s%n", recording.inventory().functions().size(), file);
    return 0;
  }
}
