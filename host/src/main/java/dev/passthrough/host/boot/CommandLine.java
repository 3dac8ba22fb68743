package dev.passthrough.host.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code /etc/kernel/cmdline}: arguments and nothing else, but for comments (kernel-install(8)).
 */
record CommandLine() implements ArgumentFile {

  static final String FILE = "etc/kernel/cmdline";

  @Override
  public Optional<String> edit(String content, List<String> remove, List<String> add) {
    var lines = Lines.of(content);
    int last = -1;
    for (int i = 0; i < lines.all().size(); i++) {
      if (counts(lines.text(i))) {
        lines = lines.with(i, ArgumentText.edit(lines.text(i), remove, List.of()));
        last = i;
      }
    }
    var there = arguments(lines.joined());
    var missing =
        add.stream().filter(it -> !ArgumentText.has(String.join(" ", there), it)).toList();
    if (missing.isEmpty()) {
      return Optional.of(lines.joined());
    }
    var changed =
        last < 0
            ? lines.plus(String.join(" ", missing))
            : lines.with(last, ArgumentText.edit(lines.text(last), List.of(), missing));
    return Optional.of(changed.joined());
  }

  @Override
  public List<String> arguments(String content) {
    var all = new ArrayList<String>();
    content.lines().filter(CommandLine::counts).forEach(it -> all.addAll(ArgumentText.list(it)));
    return all;
  }

  private static boolean counts(String line) {
    return !line.isBlank() && !line.strip().startsWith("#");
  }
}
