package dev.passthrough.cli;

import dev.passthrough.cli.doctor.Form;
import dev.passthrough.cli.doctor.Report;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.kernellog.KernelLogReader;
import dev.passthrough.host.machine.MachineReader;
import dev.passthrough.host.preflight.Preflight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code passthrough doctor}: what stands in the way on this machine, and how to change it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks whether this machine can pass devices through to VMs, and says how to fix what is missing.",
      "It reads and changes nothing. Exit code 1: something is failing."
    })
final class Doctor implements Callable<Integer> {

  private static final int FAILING = 1;

  private final Terminal terminal;

  @Mixin private HostOptions host = new HostOptions();

  @Option(
      names = "--kernel-log",
      paramLabel = "FILE",
      description = "The output of dmesg of that machine, instead of the log that is found on it.")
  private Optional<Path> kernelLog = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private Form form = Form.text;

  Doctor(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var root = host.root();
    var facts = MachineReader.read(root, kernelLog.map(Doctor::log));
    var snapshot = host.snapshot(Depth.QUICK);
    var report = new Report(Preflight.examine(facts, snapshot), facts);
    form.write(report, terminal.out(), terminal.interactive());
    return report.failing() ? FAILING : 0;
  }

  private static KernelLogReader.Source log(Path file) {
    try {
      // Odd bytes in a log are no reason to give up.
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return KernelLogReader.source(file.toString(), text.lines().toList());
    } catch (IOException e) {
      throw CommandFailure.badInput(
          "--kernel-log: '%s' cannot be read: %s".formatted(file, e.getMessage()));
    }
  }
}
