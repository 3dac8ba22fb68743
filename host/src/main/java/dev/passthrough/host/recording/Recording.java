package dev.passthrough.host.recording;

import dev.passthrough.host.inventory.Snapshot;

/**
 * All that was read of a machine.
 *
 * @param apiVersion {@link #VERSION}, so that a later program knows what it reads
 * @param kind {@link #KIND}
 */
public record Recording(String apiVersion, String kind, Snapshot inventory) {

  public static final String VERSION = "passthrough.dev/v1alpha1";
  public static final String KIND = "HostSnapshot";

  public Recording(Snapshot inventory) {
    this(VERSION, KIND, inventory);
  }
}
