package dev.passthrough.cli.cluster;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows in columns that are as wide as they need to be, as kubectl prints them. */
final class Columns {

  private static final String GAP = "   ";

  private Columns() {}

  static void print(List<List<String>> rows, PrintWriter out) {
    var widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    for (var row : rows) {
      out.println(
          IntStream.range(0, row.size())
              .mapToObj(it -> row.get(it) + " ".repeat(widths[it] - row.get(it).length()))
              .collect(Collectors.joining(GAP))
              .stripTrailing());
    }
  }
}
