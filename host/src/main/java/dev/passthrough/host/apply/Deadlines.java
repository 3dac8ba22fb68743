package dev.passthrough.host.apply;

import java.time.Duration;

/**
 * How long the kernel may take.
 *
 * @param call for one write or read; making functions can take seconds
 * @param settle for what a write brings about to be seen, links of new functions for example
 */
public record Deadlines(Duration call, Duration settle) {

  public static Deadlines usual() {
    return new Deadlines(Duration.ofSeconds(60), Duration.ofSeconds(15));
  }
}
