package dev.passthrough.host.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /etc/default/grub} and its drop-ins: shell assignments that grub-mkconfig(8) reads. Only a
 * literal that stands on one line is changed; anything that a shell would work out is left alone.
 */
record GrubDefaults() implements ArgumentFile {

  static final String FILE = "etc/default/grub";
  static final String FOLDER = "etc/default/grub.d/";

  /** For each start but recovery. */
  static final String NORMALLY = "GRUB_CMDLINE_LINUX_DEFAULT";

  static final String ALWAYS = "GRUB_CMDLINE_LINUX";

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "^(\\s*(?:export\\s+)?(?<name>"
              + ALWAYS
              + "|"
              + NORMALLY
              + ")(?<plus>\\+?)=)(?<value>.*)$");

  private static final Pattern DOUBLE =
      Pattern.compile("^\"(?<text>[^\"\\\\`$]*)\"(?<rest>\\s*(?:#.*)?)$");

  private static final Pattern SINGLE = Pattern.compile("^'(?<text>[^']*)'(?<rest>\\s*(?:#.*)?)$");

  private static final Pattern BARE =
      Pattern.compile("^(?<text>[^\\s\"'\\\\`$;&|<>()]*)(?<rest>\\s*(?:#.*)?)$");

  @Override
  public Optional<String> edit(String content, List<String> remove, List<String> add) {
    var removed = remove(content, remove);
    if (removed.isEmpty() || add.isEmpty()) {
      return removed;
    }
    var lines = Lines.of(removed.get());
    var place = last(lines, NORMALLY).or(() -> last(lines, ALWAYS));
    if (place.isEmpty()) {
      return Optional.of(lines.plus(NORMALLY + "=\"" + String.join(" ", add) + "\"").joined());
    }
    return edit(lines, place.get(), List.of(), add)
        .or(() -> Optional.of(lines.plus(addition(add))))
        .map(Lines::joined);
  }

  /** A line that adds {@code arguments} to whatever was assigned before it. */
  static String addition(List<String> arguments) {
    return "%s=\"$%s %s\"".formatted(NORMALLY, NORMALLY, String.join(" ", arguments));
  }

  /** Takes {@code remove} away wherever it stands. */
  private static Optional<String> remove(String content, List<String> remove) {
    var lines = Optional.of(Lines.of(content));
    for (int i = 0; i < lines.get().all().size(); i++) {
      if (mentions(lines.get().text(i), remove)) {
        lines = edit(lines.get(), i, remove, List.of());
        if (lines.isEmpty()) {
          return Optional.empty();
        }
      }
    }
    return lines.map(Lines::joined);
  }

  private static boolean mentions(String line, List<String> arguments) {
    var assignment = ASSIGNMENT.matcher(line);
    return assignment.matches()
        && arguments.stream().anyMatch(it -> assignment.group("value").contains(it));
  }

  private static Optional<Lines> edit(
      Lines lines, int index, List<String> remove, List<String> add) {
    var assignment = ASSIGNMENT.matcher(lines.text(index));
    return assignment.matches()
        ? literal(assignment.group("value"))
            .map(it ->
                lines.with(
                    index,
                    assignment.group(1) + it.with(ArgumentText.edit(it.text(), remove, add))))
        : Optional.empty();
  }

  private static Optional<Integer> last(Lines lines, String name) {
    for (int i = lines.all().size() - 1; i >= 0; i--) {
      var assignment = ASSIGNMENT.matcher(lines.text(i));
      if (assignment.matches() && assignment.group("name").equals(name)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  @Override
  public List<String> arguments(String content) {
    var all = new ArrayList<String>();
    content
        .lines()
        .map(ASSIGNMENT::matcher)
        .filter(Matcher::matches)
        .flatMap(it -> literal(it.group("value")).stream())
        .forEach(it -> all.addAll(ArgumentText.list(it.text())));
    return all;
  }

  /** A value that a shell takes as it stands. */
  private record Literal(String quote, String text, String rest) {

    String with(String other) {
      boolean needsQuotes = quote.isEmpty() && other.contains(" ");
      var mark = needsQuotes ? "\"" : quote;
      return mark + other + mark + rest;
    }
  }

  private static Optional<Literal> literal(String value) {
    return match(DOUBLE, "\"", value)
        .or(() -> match(SINGLE, "'", value))
        .or(() -> match(BARE, "", value));
  }

  private static Optional<Literal> match(Pattern form, String quote, String value) {
    var matcher = form.matcher(value);
    return matcher.matches()
        ? Optional.of(new Literal(quote, matcher.group("text"), matcher.group("rest")))
        : Optional.empty();
  }
}
