package dev.passthrough.host.apply;

import java.util.Optional;

/**
 * How far an applier may go beyond {@code /sys}.
 *
 * @param files what changes the host's files; empty if nothing may
 * @param programs what runs the host's programs and reboots it; empty if nothing may
 */
public record HostAccess(Optional<HostWrites> files, Optional<HostPrograms> programs) {

  /** Nothing but {@code /sys}, as the resident agent. */
  public static HostAccess none() {
    return new HostAccess(Optional.empty(), Optional.empty());
  }

  /** Files alone: what is changed is a folder that stands for a host and does not run. */
  public static HostAccess filesOnly() {
    return new HostAccess(Optional.of(HostWrites.files()), Optional.empty());
  }

  /** All, as root on the host. */
  public static HostAccess full(HostPrograms programs) {
    return new HostAccess(Optional.of(HostWrites.files()), Optional.of(programs));
  }
}
