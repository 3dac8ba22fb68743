package dev.passthrough.api;

/**
 * What becomes of the other functions of a card that share the asked function's IOMMU group, such
 * as a graphics card's sound. The constants are spelled as they are written in the custom resource.
 */
public enum Companions {
  /** They leave the host with it and go into the same virtual machine. */
  Together,
  /** A function that has some is refused. */
  Refuse
}
