package dev.passthrough.cli.inspect;

import dev.passthrough.cli.Terminal;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in columns. Each column is as wide as its widest cell; one column gives way where the
 * terminal is too narrow.
 */
final class Table {

  private static final int GAP = 2;
  private static final int LEAST = 24;
  private static final int LAST_COLUMN = 32;

  private final List<List<Cell>> rows = new ArrayList<>();
  private final int givesWay;

  Table(int givesWay, String... headings) {
    this.givesWay = givesWay;
    rows.add(List.of(headings).stream().map(Cell::quiet).toList());
  }

  void add(List<Cell> row) {
    rows.add(List.copyOf(row));
  }

  void print(Terminal terminal, int columns) {
    var widths = widths(columns);
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        boolean last = i == row.size() - 1;
        var text = last ? row.get(i).text() : shorten(row.get(i).text(), widths[i], terminal);
        line.append(terminal.interactive() ? row.get(i).tone().paint(text) : text);
        if (!last) {
          line.repeat(' ', widths[i] - length(text) + GAP);
        }
      }
      terminal.out().println(line.toString().stripTrailing());
    }
  }

  private int[] widths(int columns) {
    var widths = new int[rows.getFirst().size()];
    int total = 0;
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = rows.stream().mapToInt(row -> length(row.get(column).text())).max().orElse(0);
      // The last one is free to run over the edge: a sentence that is cut says nothing.
      boolean last = i == widths.length - 1;
      total += last ? Math.min(widths[i], LAST_COLUMN) : widths[i] + GAP;
    }
    int over = Math.max(0, total - columns);
    widths[givesWay] = Math.max(Math.min(LEAST, widths[givesWay]), widths[givesWay] - over);
    return widths;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String shorten(String text, int width, Terminal terminal) {
    if (length(text) <= width) {
      return text;
    }
    var end = terminal.unicode() ? "…" : "~";
    return text.substring(0, text.offsetByCodePoints(0, width - 1)) + end;
  }
}
