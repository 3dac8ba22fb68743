package dev.passthrough.cli;

/**
 * A command cannot do what it was asked: the message says what happened and what to do. It has no
 * stack trace to show.
 */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What was asked makes no sense. */
  static final int BAD_INPUT = 2;

  /** What was asked makes sense, and did not work. */
  static final int FAILED = 1;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  public static CommandFailure badInput(String message) {
    return new CommandFailure(BAD_INPUT, message);
  }

  public static CommandFailure failed(String message) {
    return new CommandFailure(FAILED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
