package dev.passthrough.api;

/** How far the agent goes. The constants are spelled as they are written in the custom resource. */
public enum Mode {
  /** Reads the host and reports. */
  Observe,
  /** Also says what it would change. */
  Plan,
  /** Changes the host and advertises the result. */
  Enforce
}
