package dev.passthrough.host.apply;

import java.time.Duration;

/**
 * How long the kernel may take.
 *
 * @param call for one write, or for reading the whole host; making functions can take seconds
 * @param settle for what a write brings about to be seen, links of new functions for example
 * @param read for reading one function; after that the others are read without it
 */
public record Deadlines(Duration call, Duration settle, Duration read) {

  /** With the usual patience for one function, or as much of it as {@code call} allows. */
  public Deadlines(Duration call, Duration settle) {
    this(call, settle, call.dividedBy(12));
  }

  public static Deadlines usual() {
    return new Deadlines(Duration.ofSeconds(60), Duration.ofSeconds(15));
  }
}
