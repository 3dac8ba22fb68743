package dev.passthrough.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Calls of Allocate, none of them left out as a warm-up of the agent; the process that calls has
 * done so before, to another agent.
 */
final class AllocateFigures {

  private static final int CALLS = 2000;
  private static final int CALLERS = 8;

  private final AgentUnderTest agent;

  AllocateFigures(AgentUnderTest agent) {
    this.agent = agent;
  }

  List<Figure> figures() {
    return List.of(latency(1, "200 µs, 600 µs"), latency(8, "300 µs, 900 µs"), throughput());
  }

  private Figure latency(int ids, String goal) {
    var times = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      times[i] = call(i, ids);
    }
    var sorted = new Times(times);
    return new Figure(
        "Allocate of %d, median and 99th percentile".formatted(ids),
        goal,
        Times.micros(sorted.median()) + ", " + Times.micros(sorted.percentile(99)));
  }

  private Figure throughput() {
    try (var callers = Executors.newFixedThreadPool(CALLERS)) {
      var work = new ArrayList<Callable<Long>>();
      for (int caller = 0; caller < CALLERS; caller++) {
        int first = caller * CALLS;
        work.add(() -> {
          for (int i = 0; i < CALLS; i++) {
            call(first + i, 1);
          }
          return 0L;
        });
      }
      long begin = System.nanoTime();
      for (var done : callers.invokeAll(work)) {
        done.get();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Figure(
          "Allocate, 8 callers", "12,000/s", "%,.0f/s".formatted(CALLERS * CALLS / seconds));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nanoseconds for the {@code number}th call, of devices that go round. */
  private long call(int number, int ids) {
    var resources = agent.resources();
    var plugin = agent.plugin(resources.get(number % resources.size()));
    var healthy = plugin.healthyIds();
    int first = number * ids % (healthy.size() - ids + 1);
    var asked = healthy.subList(first, first + ids);
    long begin = System.nanoTime();
    plugin.allocate(asked);
    return System.nanoTime() - begin;
  }
}
