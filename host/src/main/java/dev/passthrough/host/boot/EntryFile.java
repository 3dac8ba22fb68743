package dev.passthrough.host.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of {@code loader/entries}: what its {@code options} lines say, in a row, is what the
 * kernel gets (Boot Loader Specification, type 1).
 */
record EntryFile() implements ArgumentFile {

  private static final Pattern OPTIONS = Pattern.compile("^(\\s*options\\s+)(.*)$");
  private static final Pattern KERNEL = Pattern.compile("^\\s*linux\\s+\\S.*$");

  @Override
  public Optional<String> edit(String content, List<String> remove, List<String> add) {
    var lines = Lines.of(content);
    int last = -1;
    for (int i = 0; i < lines.all().size(); i++) {
      var options = OPTIONS.matcher(lines.text(i));
      if (options.matches()) {
        var edited = ArgumentText.edit(options.group(2), remove, List.of());
        lines = lines.with(i, options.group(1) + edited);
        last = i;
      }
    }
    var there = String.join(" ", arguments(lines.joined()));
    var missing = add.stream().filter(it -> !ArgumentText.has(there, it)).toList();
    if (missing.isEmpty()) {
      return Optional.of(lines.joined());
    }
    if (last < 0) {
      return Optional.of(lines.plus("options " + String.join(" ", missing)).joined());
    }
    return Optional.of(
        lines.with(last, ArgumentText.edit(lines.text(last), List.of(), missing)).joined());
  }

  @Override
  public List<String> arguments(String content) {
    var all = new ArrayList<String>();
    content
        .lines()
        .map(OPTIONS::matcher)
        .filter(it -> it.matches())
        .forEach(it -> all.addAll(ArgumentText.list(it.group(2))));
    return all;
  }

  /** Whether it starts a Linux kernel. */
  static boolean startsLinux(String content) {
    return content.lines().anyMatch(it -> KERNEL.matcher(it).matches());
  }
}
