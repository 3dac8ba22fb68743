package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeStatus;
import java.time.Duration;

/** Hears what becomes of the loop's turns, on the loop's thread. */
public interface TurnObserver {

  /** The host was read, and what is to be done on it decided. */
  default void planned(Duration took) {}

  /**
   * A plan was carried out.
   *
   * @param failed whether a step of it did
   */
  default void applied(Duration took, boolean failed) {}

  /**
   * The loop went round without a turn: nobody asked for one, and a look at what tells of nothing
   * by itself found no reason; there is no object; or another program has the host.
   */
  default void calm() {}

  /** A turn has ended with {@code status}, whether or not that could be written. */
  void ended(PassthroughNodeStatus status, Duration took);

  /** A turn has failed and is tried again. */
  void failed();
}
