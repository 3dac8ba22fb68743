package dev.passthrough.host.verdict;

/**
 * Something a person can do about a verdict.
 *
 * @param text one sentence, with the risk where there is one
 */
public record Remedy(Kind kind, String text) {

  public enum Kind {
    /** Switch the IOMMU on. */
    EnableIommu,
    /** Give the others in the group away too. */
    BindAll,
    /** Put the card elsewhere. */
    OtherSlot,
    /** Let the hardware separate them. */
    EnableAcs,
    /** Tell the kernel to believe that they are separate. */
    AcsOverride
  }
}
