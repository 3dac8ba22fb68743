package dev.passthrough.host.plan;

import java.util.List;

/**
 * The entry can be carried out.
 *
 * @param units what it will offer; empty if the addresses can be known only after virtual functions
 *     are made, and then the next plan knows them
 */
public record Offer(String entry, String resourceName, List<Unit> units) implements Answer {

  public Offer {
    units = List.copyOf(units);
  }
}
