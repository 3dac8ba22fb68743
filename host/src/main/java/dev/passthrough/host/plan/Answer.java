package dev.passthrough.host.plan;

import java.util.List;

/** What a plan says to one entry of the spec. */
public sealed interface Answer permits Offer, Refusal {

  /** The entry's name. */
  String entry();

  String resourceName();

  /**
   * What the entry offers once the plan is carried out, in order. A refused entry may still offer
   * some.
   */
  List<Unit> units();
}
