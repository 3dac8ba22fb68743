package dev.passthrough.host.testing;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** What need not wait for one another: as many at a time as the machine has processors. */
public final class Together {

  private Together() {}

  /** Runs all of {@code tasks}; throws what the first of them threw. */
  public static void run(List<Callable<Void>> tasks) throws Exception {
    try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
  }
}
