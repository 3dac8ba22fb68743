package dev.passthrough.host.inventory;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a function tells of its own health. No kernel event is certain to tell of a change.
 *
 * @param silent as in {@link Hardware}
 * @param fatalErrors that its link has reported since the machine started; 0 where nobody counts
 * @param linkWidth lanes in use, where known
 */
public record VitalSigns(boolean silent, long fatalErrors, OptionalInt linkWidth) {

  /** Those that are among {@code hardware}. */
  public static VitalSigns of(Hardware hardware) {
    return of(hardware.silent(), hardware.errors(), hardware.link());
  }

  static VitalSigns of(boolean silent, Optional<ErrorCounters> errors, Optional<Link> link) {
    return new VitalSigns(
        silent,
        errors.map(ErrorCounters::fatal).orElse(0L),
        link.map(Link::width).orElse(OptionalInt.empty()));
  }
}
