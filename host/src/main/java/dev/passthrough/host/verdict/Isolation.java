package dev.passthrough.host.verdict;

/** Whether a function can be given away on its own. The names are the ones of the JSON output. */
public enum Isolation {
  /** Its group holds nothing else that would have to go with it or that is in the way. */
  Alone,
  /**
   * It can go if the other functions of the same card, which are in its group, go into the same VM.
   */
  WithCompanions,
  /** Its group holds somebody else's device. */
  Shared,
  /** The kernel put it into no IOMMU group, so no VM can be kept from the rest of memory. */
  NoGroup;

  /** Whether nothing but guards can be in the way. */
  public boolean passable() {
    return this == Alone || this == WithCompanions;
  }
}
