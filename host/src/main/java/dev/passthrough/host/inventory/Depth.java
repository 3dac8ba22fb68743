package dev.passthrough.host.inventory;

/** How much a reading gathers. */
public enum Depth {
  /** What can change and what decides: enough to judge and plan, cheap enough for a loop. */
  QUICK,
  /**
   * Also names, the modules that could drive a device, and serial numbers that take milliseconds
   * each to read.
   */
  FULL
}
