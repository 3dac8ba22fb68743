package dev.passthrough.host.apply;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls into the kernel that may never come back: a driver that waits for a device keeps the caller
 * in an uninterruptible sleep, which neither interrupt nor SIGKILL ends.
 *
 * <p>Each call has a daemon platform thread of its own (a virtual one would keep its carrier),
 * which is left behind when the time is up. Not a helper process: in a pod it would hold up the end
 * of the container just as the thread does, since a PID namespace ends only with its last process;
 * and it would need a program to start for each of the many writes. A process that has such a
 * thread ends by {@link Runtime#halt}, and the kernel buries it when the device answers.
 */
final class Bounded {

  /** What is to be done with the kernel. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  /** The time was up; {@code end} completes when the call comes back after all. */
  static final class HungException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient CompletableFuture<?> end;

    HungException(CompletableFuture<?> end) {
      super("no answer in time");
      this.end = end;
    }

    CompletableFuture<?> end() {
      return end;
    }
  }

  private Bounded() {}

  static <T> T call(String name, Duration deadline, Call<T> call)
      throws IOException, HungException, InterruptedException {
    return await(begin(name, call), deadline);
  }

  /** The call, which goes on by itself. */
  static <T> CompletableFuture<T> begin(String name, Call<T> call) {
    var result = new CompletableFuture<T>();
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            result.complete(call.run());
          } catch (IOException | RuntimeException | Error failed) {
            result.completeExceptionally(failed);
          }
        });
    return result;
  }

  /** What {@code call} comes to. */
  static <T> T await(CompletableFuture<T> call, Duration deadline)
      throws IOException, HungException, InterruptedException {
    try {
      return call.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new HungException(call);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException it -> throw it;
        case RuntimeException it -> throw it;
        case Error it -> throw it;
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }
}
