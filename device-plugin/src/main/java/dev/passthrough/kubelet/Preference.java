package dev.passthrough.kubelet;

/** Which units to prefer when there is a choice that NUMA nodes do not settle. */
public enum Preference {
  /** From as many root ports as possible. */
  SPREAD,
  /** From as few root ports as possible. */
  PACK
}
