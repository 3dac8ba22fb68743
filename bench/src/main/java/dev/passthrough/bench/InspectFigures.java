package dev.passthrough.bench;

import dev.passthrough.bench.process.Program;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** {@code passthrough inspect} as a whole process, from before its start until it is gone. */
final class InspectFigures {

  private static final int RUNS = 15;

  private final Program program;

  InspectFigures(Program program) {
    this.program = program;
  }

  List<Figure> of(SyntheticHost usual, SyntheticHost large) {
    var nothing = time("--version");
    var one = inspect(usual);
    var many = inspect(large);
    return List.of(
        new Figure("`passthrough --version`, whole process", "", Times.millis(nothing)),
        new Figure("`passthrough inspect -o json`, 559 functions", "500 ms", Times.millis(one)),
        new Figure("the same, 8,192 functions", "linear", Times.millis(many)));
  }

  private Duration inspect(SyntheticHost host) {
    return time("inspect", "--root", host.root().toString(), "-o", "json");
  }

  private Duration time(String... arguments) {
    program.run(arguments);
    return new Times(LongStream.range(0, RUNS).map(_ -> program.run(arguments)).toArray()).median();
  }
}
