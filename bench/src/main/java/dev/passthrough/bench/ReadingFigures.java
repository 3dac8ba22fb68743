package dev.passthrough.bench;

import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Medians of {@link ReadingBenchmark}. */
final class ReadingFigures {

  List<Figure> of(SyntheticHost usual, SyntheticHost large) {
    double one = median("inspect", usual);
    double many = median("inspect", large);
    return List.of(
        new Figure("read and judge 559 functions, warm", "60 ms", "%.0f ms".formatted(one)),
        new Figure(
            "the same, 8,192 functions; per function against 559",
            "linear: 1.0",
            "%.0f ms; %.2f".formatted(many, many / 8192 / (one / 559))),
        new Figure(
            "one look of the agent at 559 functions, warm",
            "",
            "%.0f ms".formatted(median("observe", usual))));
  }

  private static double median(String benchmark, SyntheticHost host) {
    var options =
        new OptionsBuilder()
            .include(ReadingBenchmark.class.getName() + "." + benchmark)
            .param("root", host.root().toString())
            .jvmArgs("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m")
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.seconds(3))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(3))
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    try {
      return new Runner(options)
          .run().stream()
              .map(RunResult::getPrimaryResult)
              .mapToDouble(it -> it.getStatistics().getPercentile(50))
              .findFirst()
              .orElseThrow();
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }
}
