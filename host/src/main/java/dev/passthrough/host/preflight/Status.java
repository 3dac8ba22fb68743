package dev.passthrough.host.preflight;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a check came out. */
public enum Status {
  OK,
  /** Passing devices through works, with a risk or a limit. */
  WARNING,
  /** Passing devices through does not work until it is changed. */
  FAILING,
  /** What it needs could not be read. */
  UNKNOWN;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
