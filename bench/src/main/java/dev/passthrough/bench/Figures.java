package dev.passthrough.bench;

import dev.passthrough.bench.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures everything and prints a table: {@code Figures PROGRAM FOLDER PART…}, where FOLDER is
 * empty and a PART is {@code inspect}, {@code reading} or {@code agent}.
 */
final class Figures {

  private Figures() {}

  static void main(String[] args) throws IOException {
    var program = new Program(Path.of(args[0]).toAbsolutePath());
    var folder = Path.of(args[1]);
    var parts = List.of(args).subList(2, args.length);
    var usual = SyntheticHost.write(folder.resolve("559"), 559);
    var figures = new ArrayList<Figure>();
    if (parts.contains("inspect") || parts.contains("reading")) {
      var large = SyntheticHost.write(folder.resolve("8192"), 8192);
      if (parts.contains("inspect")) {
        figures.addAll(new InspectFigures(program).of(usual, large));
      }
      if (parts.contains("reading")) {
        figures.addAll(new ReadingFigures().of(usual, large));
      }
    }
    if (parts.contains("agent")) {
      figures.addAll(new AgentFigures(program, folder).of(usual, manyFunctions(folder)));
    }
    System.out.println("| figure | goal | measured |\n| --- | --- | --- |");
    figures.forEach(System.out::println);
  }

  /** 16 cards of a root port, two ports and 128 virtual functions, beside 8 GPUs. */
  static SyntheticHost manyFunctions(Path folder) {
    return SyntheticHost.write(folder.resolve("2120"), 8 * 3 + 16 * 131);
  }
}
