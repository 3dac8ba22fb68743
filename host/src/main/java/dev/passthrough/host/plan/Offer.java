package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;
import java.util.List;

/**
 * The entry can be carried out.
 *
 * @param card the physical function that it is about
 * @param devices what it will offer; empty if the addresses can be known only after virtual
 *     functions are made, and then the next plan knows them
 */
public record Offer(String entry, String resourceName, PciAddress card, List<PciAddress> devices)
    implements Answer {

  public Offer {
    devices = List.copyOf(devices);
  }
}
