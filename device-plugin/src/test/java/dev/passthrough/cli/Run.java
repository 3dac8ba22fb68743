package dev.passthrough.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a run of the program printed, and its exit code. */
record Run(int code, String out, String err) {

  /** Runs it the way a pipe sees it. */
  static Run of(String... args) {
    return of(false, args);
  }

  static Run of(boolean interactive, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal = new Terminal(print(out), print(err), interactive, true, 120);
    int code = Passthrough.run(terminal, args);
    terminal.out().flush();
    terminal.err().flush();
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream print(ByteArrayOutputStream into) {
    return new PrintStream(into, false, StandardCharsets.UTF_8);
  }
}
