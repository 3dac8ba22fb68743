package dev.passthrough.cli;

import dev.passthrough.cli.cluster.ClusterCommand;
import dev.passthrough.host.plan.Plan;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code passthrough}. Exit codes: 0 done, 1 it did not work, 2 it was asked for
 * something that makes no sense.
 *
 * <p>A subcommand's class is loaded only when it is called or when all of them are listed.
 */
@Command(
    name = "passthrough",
    description = "Passes a machine's PCI devices through to virtual machines, safely.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class)
public final class Passthrough implements Callable<Integer> {

  /** Bad usage, or input that cannot be. */
  static final int BAD_INPUT = CommandFailure.BAD_INPUT;

  /** What a plan ends with that has been shown or carried out. */
  static int code(Plan plan) {
    return plan.refusals().isEmpty() && plan.notices().isEmpty() ? 0 : BAD_INPUT;
  }

  /** Set to anything, it shows where in the program a failure came from. */
  private static final String TRACE = "PASSTHROUGH_TRACE";

  /** In the order in which help lists them. */
  private static final Map<String, Function<Terminal, Callable<Integer>>> SUBCOMMANDS =
      subcommands();

  @Spec private CommandSpec spec = CommandSpec.create();

  private Passthrough() {}

  public static void main(String[] arguments) {
    var agent = AgentArguments.plain(List.of(arguments));
    int code =
        agent.isPresent() ? run(agent.get()) : run(Terminal.ofProcess(System.getenv()), arguments);
    System.out.flush();
    System.exit(code);
  }

  private static int run(AgentArguments agent) {
    try {
      new AgentRun(agent).run();
      return 0;
    } catch (Exception failure) {
      return failed(writer(System.err), failure);
    }
  }

  /** Runs the program and answers its exit code. */
  static int run(Terminal terminal, String... arguments) {
    return commandLine(terminal, List.of(arguments)).execute(arguments);
  }

  /** For this process, see {@link #commandLine(Terminal, List)}. */
  static CommandLine commandLine(List<String> arguments) {
    return commandLine(Terminal.ofProcess(System.getenv()), arguments);
  }

  /** With the subcommand that {@code arguments} begin with, or with all where that is none. */
  static CommandLine commandLine(Terminal terminal, List<String> arguments) {
    var line = new CommandLine(new Passthrough());
    var called = arguments.stream().limit(1).filter(SUBCOMMANDS::containsKey).findFirst();
    SUBCOMMANDS.entrySet().stream()
        .filter(it -> called.isEmpty() || called.get().equals(it.getKey()))
        .forEach(it -> line.addSubcommand(it.getKey(), it.getValue().apply(terminal)));
    line.setOut(writer(terminal.out()));
    line.setErr(writer(terminal.err()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.interactive() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((failure, all) -> badUsage(failure));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> failed(command.getErr(), failure));
    return line;
  }

  private static Map<String, Function<Terminal, Callable<Integer>>> subcommands() {
    var all = new LinkedHashMap<String, Function<Terminal, Callable<Integer>>>();
    all.put("inspect", Inspect::new);
    all.put("doctor", Doctor::new);
    all.put("snapshot", TakeSnapshot::new);
    all.put("plan", terminal -> new PlanCommand());
    all.put("apply", terminal -> new ApplyCommand());
    all.put("restore", terminal -> new RestoreCommand());
    all.put("history", terminal -> new HistoryCommand());
    all.put("cluster", terminal -> new ClusterCommand());
    all.put("agent", terminal -> new AgentCommand());
    return Collections.unmodifiableMap(all);
  }

  /** Without a subcommand. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return BAD_INPUT;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private static int badUsage(ParameterException failure) {
    var line = failure.getCommandLine();
    line.getErr().println("passthrough: " + failure.getMessage());
    line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return BAD_INPUT;
  }

  private static int failed(PrintWriter err, Exception failure) {
    err.println("passthrough: " + message(failure));
    if (!System.getenv().getOrDefault(TRACE, "").isEmpty()) {
      failure.printStackTrace(err);
    }
    return switch (failure) {
      case CommandFailure known -> known.exitCode();
      case IllegalArgumentException badInput -> BAD_INPUT;
      default -> CommandFailure.FAILED;
    };
  }

  private static String message(Throwable failure) {
    var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    var cause = failure.getCause();
    return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
        ? message
        : message + ": " + cause.getMessage();
  }
}
