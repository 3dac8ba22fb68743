package dev.passthrough.agent;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** {@link System#nanoTime}, which a test can stop. */
final class StopClock implements LongSupplier {

  private volatile OptionalLong stopped = OptionalLong.empty();

  void stop() {
    stopped = OptionalLong.of(System.nanoTime());
  }

  void go() {
    stopped = OptionalLong.empty();
  }

  @Override
  public long getAsLong() {
    return stopped.orElseGet(System::nanoTime);
  }
}
