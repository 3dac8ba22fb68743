package dev.passthrough.host.inventory;

/**
 * A region of memory or ports that a function decodes (a line of sysfs {@code resource}).
 *
 * @param index 0 to 5, or 6 for the option ROM
 * @param start the first address, as an unsigned number; 0 where the kernel hides or has not
 *     assigned it
 * @param size in bytes, above 0
 * @param kind memory or ports
 * @param prefetchable whether the CPU may read ahead and combine writes in it
 */
public record Bar(int index, long start, long size, Kind kind, boolean prefetchable) {

  public enum Kind {
    MEMORY,
    PORTS
  }
}
