package dev.passthrough.cli;

import dev.passthrough.host.plan.Planner;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code passthrough apply}. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description =
        "Changes this host as a PassthroughNode asks, once it was shown and agreed to. Ends with 1 if something failed, 2 if an entry is refused or the host cannot be prepared.")
final class ApplyCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private HostOptions host = new HostOptions();

  @Mixin private Consent consent = new Consent();

  @Mixin private Scope scope = new Scope();

  @Mixin private ResultFile result = new ResultFile();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The PassthroughNode, YAML or JSON.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    var wanted = SpecFile.read(file);
    return new Change(
            host,
            consent,
            result,
            command.commandLine().getOut(),
            Planner.settingCards(wanted.getSpec()),
            (devices, files) -> new HostPlans(host).plan(wanted, devices, files, scope))
        .run(scope.beyondAgent());
  }
}
