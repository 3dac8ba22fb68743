package dev.passthrough.cli;

import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.host.apply.Applier;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code passthrough plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Shows what would be changed on this host for a PassthroughNode. Writes nothing. Ends with 2 if an entry is refused or the host cannot be prepared.")
final class PlanCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private HostOptions host = new HostOptions();

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
    var plan =
        new HostPlans(host)
            .plan(
                SpecFile.read(file),
                Applier.ledgerOf(host.root()).and(Applier.settingsLedgerOf(host.root())),
                Applier.hostLedgerOf(host.root()),
                scope);
    var out = command.commandLine().getOut();
    PlanText.print(plan, out);
    out.flush();
    result.write(PrivilegedResult.Outcome.Planned, plan, List.of());
    return Passthrough.code(plan);
  }
}
