package dev.passthrough.kubelet;

import java.time.Duration;

/**
 * How patient the plugin is.
 *
 * @param slowCheck how often what the folder's watch should have told is looked at anyway
 * @param firstRetry the first pause after a failed registration; doubled each time
 * @param lastRetry the longest pause
 * @param answer how long kubelet may take to answer a registration (it dials back within 10 s
 *     before it answers)
 * @param goodbye how long kubelet may take to let go of a server that stops
 * @param staleAge how old a socket must be to be taken for left behind if nobody listens on it
 */
record Timing(
    Duration slowCheck,
    Duration firstRetry,
    Duration lastRetry,
    Duration answer,
    Duration goodbye,
    Duration staleAge) {

  static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(5),
          Duration.ofMillis(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30));
}
