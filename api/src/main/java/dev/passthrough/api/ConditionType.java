package dev.passthrough.api;

/**
 * The aspects that conditions speak of; all are good when {@code True}. Spelled as they are written
 * in the status.
 */
public enum ConditionType {
  /** All that the spec asks for is done and offered. */
  Ready,
  /** The spec can be carried out on this host. */
  Planned,
  /** The host is as planned. */
  Applied,
  /** Kubelet has accepted every resource. */
  Advertised
}
