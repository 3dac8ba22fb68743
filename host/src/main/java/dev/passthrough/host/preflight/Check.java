package dev.passthrough.host.preflight;

import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.machine.MachineFacts;

/** One thing to look at before devices can be passed through. */
interface Check {

  /** Its name in JSON and in the docs. */
  String name();

  Finding examine(MachineFacts machine, Snapshot snapshot);
}
