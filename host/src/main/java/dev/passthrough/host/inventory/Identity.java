package dev.passthrough.host.inventory;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What tells one card from another of its kind, and stays when its address changes.
 *
 * @param slot the name of the physical slot ({@code /sys/bus/pci/slots})
 * @param label what the firmware calls it, such as {@code Onboard LAN 1}
 * @param interfaces its network interfaces
 */
public record Identity(
    Optional<String> slot,
    Optional<String> label,
    Serials serials,
    List<NetworkInterface> interfaces) {

  public Identity {
    interfaces = List.copyOf(interfaces);
  }

  /**
   * A card can have several numbers, each from another place.
   *
   * @param vpd keyword SN of the Vital Product Data; read only where asked for, as it takes long
   * @param device the PCI Express device serial number, in the form {@code 00-1b-21-ff-ff-aa-bb-cc}
   * @param nvme an NVMe controller's
   */
  public record Serials(Optional<String> vpd, Optional<String> device, Optional<String> nvme) {

    /** All there are, the one that people know first: what is printed on the card. */
    public List<String> all() {
      return Stream.of(vpd, nvme, device).flatMap(Optional::stream).toList();
    }
  }

  /**
   * An interface of the kernel's network stack.
   *
   * @param mac in lower case with colons; empty where it has none
   */
  public record NetworkInterface(String name, Optional<String> mac) {}
}
