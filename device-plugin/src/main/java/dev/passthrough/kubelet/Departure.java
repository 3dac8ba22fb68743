package dev.passthrough.kubelet;

/** Why the plugin stops: what kubelet is to think of the devices afterwards. */
public enum Departure {
  /**
   * Somebody else serves the same devices in a moment: kubelet keeps the list, so the node's
   * capacity does not shrink.
   */
  RESTARTING,
  /** The devices are no longer offered: kubelet gets an empty list first. */
  WITHDRAWN
}
