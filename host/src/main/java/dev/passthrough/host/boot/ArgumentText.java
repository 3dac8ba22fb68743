package dev.passthrough.host.boot;

import dev.passthrough.host.bootconfig.KernelCommandLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes a text of kernel arguments token by token: what is not touched keeps its bytes, its order
 * and its spacing.
 */
final class ArgumentText {

  private ArgumentText() {}

  /** A token's place in a text. */
  private record Token(int start, int end, String text) {}

  /**
   * {@code text} without {@code remove} and with {@code add} at the end, before a {@code --} that
   * ends the kernel's own arguments. What is there already is not added again.
   *
   * @param remove whole arguments
   */
  static String edit(String text, List<String> remove, List<String> add) {
    var result = new StringBuilder(text);
    for (var token : tokens(text).reversed()) {
      if (remove.stream().anyMatch(it -> same(it, token.text()))) {
        int start = token.start();
        int end = token.end();
        while (start > 0 && Character.isWhitespace(result.charAt(start - 1))) {
          start--;
        }
        boolean first = result.substring(0, start).isBlank();
        while (first && end < result.length() && Character.isWhitespace(result.charAt(end))) {
          end++;
        }
        result.delete(first ? token.start() : start, end);
      }
    }
    for (var argument : add) {
      append(result, argument);
    }
    return result.toString();
  }

  /** Whether {@code text} has the argument {@code argument}. */
  static boolean has(String text, String argument) {
    return KernelCommandLine.parse(text).contains(argument);
  }

  /** The arguments of {@code text}, as they are written. */
  static List<String> list(String text) {
    return tokens(text).stream().map(Token::text).takeWhile(it -> !it.equals("--")).toList();
  }

  private static void append(StringBuilder text, String argument) {
    if (has(text.toString(), argument)) {
      return;
    }
    var all = tokens(text.toString());
    var end = all.stream().filter(it -> it.text().equals("--")).findFirst();
    if (end.isPresent()) {
      text.insert(end.get().start(), argument + " ");
    } else if (all.isEmpty()) {
      text.insert(text.length(), argument);
    } else {
      text.insert(all.getLast().end(), " " + argument);
    }
  }

  private static boolean same(String one, String other) {
    return KernelCommandLine.parse(one).equals(KernelCommandLine.parse(other))
        && !other.equals("--");
  }

  /** Split as the kernel does: white space, except between double quotes. */
  private static List<Token> tokens(String text) {
    var tokens = new ArrayList<Token>();
    boolean quoted = false;
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean end = i == text.length() || (!quoted && Character.isWhitespace(text.charAt(i)));
      if (end) {
        if (start >= 0) {
          tokens.add(new Token(start, i, text.substring(start, i)));
        }
        start = -1;
      } else {
        quoted ^= text.charAt(i) == '"';
        start = start < 0 ? i : start;
      }
    }
    return tokens;
  }
}
