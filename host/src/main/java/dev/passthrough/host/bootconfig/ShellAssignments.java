package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The assignments of a file that a shell reads, such as {@code /etc/default/grub} or {@code
 * /etc/os-release}: the last one of a name wins, {@code +=} adds, {@code $NAME} stands for what was
 * assigned before. Commands are not run; their text stays.
 */
public record ShellAssignments(List<Assignment> all) {

  public ShellAssignments {
    all = List.copyOf(all);
  }

  /**
   * What a line gives to a name.
   *
   * @param line of the file, counted from 1
   * @param value without quotes, known variables put in
   */
  public record Assignment(String name, String value, int line) {}

  private static final Pattern FORM =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)(\\+?)=(.*)", Pattern.DOTALL);

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");

  static ShellAssignments parse(List<String> lines) {
    return parse(lines, Map.of());
  }

  /** What the names have in the end, where a shell reads {@code texts} one after the other. */
  public static Map<String, String> valuesOf(List<String> texts) {
    var values = new LinkedHashMap<String, String>();
    texts.forEach(it -> values.putAll(parse(it.lines().toList(), values).values()));
    return values;
  }

  /** The same for a file read after others, which left {@code before} behind. */
  static ShellAssignments parse(List<String> lines, Map<String, String> before) {
    var values = new LinkedHashMap<>(before);
    var all = new ArrayList<Assignment>();
    for (int i = 0; i < lines.size(); i++) {
      int first = i;
      var text = new StringBuilder(lines.get(i));
      while (endsWithBackslash(text) && i + 1 < lines.size()) {
        text.setLength(text.length() - 1);
        text.append(lines.get(++i));
      }
      var m = FORM.matcher(text);
      if (!m.matches()) {
        continue;
      }
      var name = m.group(1);
      var value = value(m.group(3), values);
      var whole = m.group(2).isEmpty() ? value : values.getOrDefault(name, "") + value;
      values.put(name, whole);
      all.add(new Assignment(name, whole, first + 1));
    }
    return new ShellAssignments(all);
  }

  Map<String, String> values() {
    var values = new LinkedHashMap<String, String>();
    all.forEach(a -> values.put(a.name(), a.value()));
    return values;
  }

  private static String value(String text, Map<String, String> known) {
    var value = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        value.append(text.charAt(++i));
      } else if (quote == 0 && Character.isWhitespace(c)) {
        break;
      } else if (c == '$' && quote != '\'') {
        var m = VARIABLE.matcher(text).region(i, text.length());
        if (m.lookingAt()) {
          var name = m.group(1) != null ? m.group(1) : m.group(2);
          value.append(known.getOrDefault(name, ""));
          i = m.end() - 1;
        } else {
          value.append(c);
        }
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }

  private static boolean endsWithBackslash(StringBuilder text) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == '\\';
  }
}
