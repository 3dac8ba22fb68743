package dev.passthrough.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program. Exit codes: 0 done, 1 it did not work, 2 it was asked for something that makes no
 * sense.
 *
 * <p>A subcommand's class is loaded only when it is called or when all of them are listed.
 */
@Command(
    name = "passthrough",
    description = "Passes a machine's PCI devices through to virtual machines, safely.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Passthrough implements Callable<Integer> {

  /** In the order in which help lists them. */
  private static final Map<String, Function<Terminal, Callable<Integer>>> SUBCOMMANDS =
      new LinkedHashMap<>();

  static {
    SUBCOMMANDS.put("inspect", Inspect::new);
    SUBCOMMANDS.put("doctor", Doctor::new);
    SUBCOMMANDS.put("snapshot", TakeSnapshot::new);
    SUBCOMMANDS.put("agent", terminal -> new AgentCommand());
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  private Passthrough() {}

  public static void main(String[] args) {
    int code = run(Terminal.ofProcess(System.getenv()), args);
    System.out.flush();
    System.exit(code);
  }

  /** Runs the program and answers its exit code. */
  public static int run(Terminal terminal, String... args) {
    var line = new CommandLine(new Passthrough());
    var called = args.length > 0 ? SUBCOMMANDS.get(args[0]) : null;
    if (called == null) {
      SUBCOMMANDS.forEach((name, make) -> line.addSubcommand(name, make.apply(terminal)));
    } else {
      line.addSubcommand(args[0], called.apply(terminal));
    }
    line.setOut(new PrintWriter(terminal.out(), true));
    line.setErr(new PrintWriter(terminal.err(), true));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.interactive() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, all) -> badInput(terminal, e));
    line.setExecutionExceptionHandler((e, command, result) -> failed(terminal, e));
    return line.execute(args);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandFailure.BAD_INPUT;
  }

  private static int badInput(Terminal terminal, ParameterException e) {
    terminal.err().println("passthrough: " + e.getMessage());
    terminal
        .err()
        .println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return CommandFailure.BAD_INPUT;
  }

  private static int failed(Terminal terminal, Exception e) throws Exception {
    if (e instanceof CommandFailure failure) {
      terminal.err().println("passthrough: " + failure.getMessage());
      return failure.exitCode();
    }
    // A defect of this program: whoever reports it needs all of it.
    throw e;
  }
}
