package dev.passthrough.host.boot;

import java.util.ArrayList;
import java.util.List;

/** A text in lines, each with its own line end, so that joined they are the text again. */
record Lines(List<String> all) {

  Lines {
    all = List.copyOf(all);
  }

  static Lines of(String text) {
    var lines = new ArrayList<String>();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      lines.add(text.substring(from, end + 1));
      from = end + 1;
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return new Lines(lines);
  }

  /** Line {@code index} without its end. */
  String text(int index) {
    var line = all.get(index);
    return line.substring(0, line.length() - end(line).length());
  }

  /** The same with other words in line {@code index}, which keeps its end. */
  Lines with(int index, String text) {
    var lines = new ArrayList<>(all);
    lines.set(index, text + end(all.get(index)));
    return new Lines(lines);
  }

  /** The same with a line more at the end. */
  Lines plus(String text) {
    var lines = new ArrayList<>(all);
    if (!lines.isEmpty() && end(lines.getLast()).isEmpty()) {
      lines.set(lines.size() - 1, lines.getLast() + "\n");
    }
    lines.add(text + "\n");
    return new Lines(lines);
  }

  String joined() {
    return String.join("", all);
  }

  private static String end(String line) {
    return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
  }
}
