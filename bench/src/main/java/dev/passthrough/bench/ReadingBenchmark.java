package dev.passthrough.bench;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.verdict.Verdicts;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Reading and judging a machine again and again, with the collector, compiler and memory limit as
 * shipped.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ReadingBenchmark {

  /** A tree that {@link SyntheticHost} wrote. */
  @Param("")
  public String root = "";

  /** All that inspect reads of the PCI functions, and the verdicts. */
  @Benchmark
  public Verdicts inspect() {
    return Verdicts.of(read(Depth.FULL));
  }

  /** What the agent reads in each turn, and the verdicts. */
  @Benchmark
  public Verdicts observe() {
    return Verdicts.of(read(Depth.QUICK));
  }

  private Snapshot read(Depth depth) {
    return new InventoryReader().read(HostRoot.at(Path.of(root)), depth);
  }
}
