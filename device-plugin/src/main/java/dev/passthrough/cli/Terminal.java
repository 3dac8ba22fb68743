package dev.passthrough.cli;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command's words go.
 *
 * @param interactive whether a person looks at {@code out} as it is written: only then is there
 *     colour
 * @param unicode whether {@code out} can show more than ASCII
 * @param columns how wide it is
 */
public record Terminal(
    PrintStream out, PrintStream err, boolean interactive, boolean unicode, int columns) {

  private static final int USUAL_COLUMNS = 120;

  /** The one this program was started in. NO_COLOR and TERM=dumb are honoured (no-color.org). */
  static Terminal ofProcess(Map<String, String> environment) {
    boolean colour =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(
        System.out,
        System.err,
        colour,
        System.out.charset().equals(StandardCharsets.UTF_8),
        columns(environment.getOrDefault("COLUMNS", "")));
  }

  private static int columns(String text) {
    return text.matches("[0-9]{2,4}") ? Math.max(80, Integer.parseInt(text)) : USUAL_COLUMNS;
  }
}
