package dev.passthrough.cli;

import dev.passthrough.cli.inspect.Form;
import dev.passthrough.cli.inspect.Inspection;
import dev.passthrough.host.recording.Recording;
import dev.passthrough.host.recording.RecordingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code passthrough inspect}: which devices can be passed through, and why the others cannot. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Says which PCI devices of a machine can be passed through to a VM, and why the others cannot.",
      "It reads and changes nothing. Root sees more: ACS, serial numbers."
    })
final class Inspect implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private HostOptions host = new HostOptions();

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "Look at what 'passthrough snapshot' saved, instead of a machine.")
  private Optional<Path> snapshot = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "text",
      description =
          "One of ${COMPLETION-CANDIDATES}; json and yaml are a contract, text and wide are for people.")
  private Form form = Form.text;

  Inspect(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var inspection = Inspection.of(snapshot.map(Inspect::load).orElseGet(host::recording));
    try {
      form.write(inspection, terminal);
    } catch (IOException e) {
      throw CommandFailure.failed("the output could not be written: " + e.getMessage());
    }
    return 0;
  }

  private static Recording load(Path file) {
    try {
      return RecordingFile.read(file);
    } catch (IOException e) {
      throw CommandFailure.badInput("--snapshot: " + e.getMessage());
    }
  }
}
