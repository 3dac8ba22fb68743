package dev.passthrough.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code passthrough restore}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description =
        "Brings this host back to how it was found, once it was shown and agreed to. Ends with 1 if something failed or is in use.")
final class RestoreCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Mixin private HostOptions host = new HostOptions();

  @Mixin private Consent consent = new Consent();

  @Mixin private ResultFile result = new ResultFile();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "A PassthroughNode, YAML or JSON: guards that its spec.overrides put aside keep nothing from being given back. The rest of it does not count.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws Exception {
    var overrides = file.map(it -> SpecFile.read(it).getSpec().overrides()).orElse(List.of());
    return new Change(
            host,
            consent,
            result,
            command.commandLine().getOut(),
            List.of(),
            (devices, files) -> new HostPlans(host).restoration(devices, files, overrides))
        .run(false);
  }
}
