package dev.passthrough.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code passthrough}. Only the subcommand that is asked for is loaded. */
@Command(
    name = "passthrough",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Passes a machine's PCI devices through to virtual machines, safely.")
public final class Passthrough {

  /** Bad usage, or input that cannot be. */
  static final int BAD_INPUT = 2;

  private static final Map<String, Supplier<Object>> COMMANDS =
      Map.of(
          "agent", AgentCommand::new,
          "apply", ApplyCommand::new,
          "plan", PlanCommand::new,
          "restore", RestoreCommand::new);

  private Passthrough() {}

  public static void main(String[] arguments) {
    System.exit(commandLine(List.of(arguments)).execute(arguments));
  }

  /** With the subcommand that {@code arguments} name, or with all of them where they name none. */
  static CommandLine commandLine(List<String> arguments) {
    var line = new CommandLine(new Passthrough());
    var named = arguments.stream().filter(COMMANDS::containsKey).findFirst();
    COMMANDS.entrySet().stream()
        .filter(it -> named.isEmpty() || named.get().equals(it.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(it -> line.addSubcommand(it.getKey(), it.getValue().get()));
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      command.getErr().println(command.getColorScheme().errorText(message(failure)));
      return failure instanceof IllegalArgumentException ? BAD_INPUT : 1;
    });
    return line;
  }

  private static String message(Throwable failure) {
    var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    var cause = failure.getCause();
    return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
        ? message
        : message + ": " + cause.getMessage();
  }
}
