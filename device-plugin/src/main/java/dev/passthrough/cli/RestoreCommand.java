package dev.passthrough.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Override
  public Integer call() throws Exception {
    return new Change(
            host,
            consent,
            result,
            command.commandLine().getOut(),
            List.of(),
            (devices, files) -> new HostPlans(host).restoration(devices, files))
        .run(false);
  }
}
