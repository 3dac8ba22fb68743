package dev.passthrough.host.inventory;

import dev.passthrough.host.inventory.Identity.NetworkInterface;
import dev.passthrough.host.inventory.Identity.Serials;
import dev.passthrough.host.pci.ConfigSpace;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.pci.VitalProductData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Reads what tells one card from another of its kind. */
final class IdentityReader {

  private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5,19}");
  private static final String NO_MAC = "00:00:00:00:00:00";
  private static final int DEVICE_SERIAL_NUMBER = 0x0003;

  /** Each four bytes of it may take the card a millisecond. */
  private static final int MOST_VPD = 2048;

  private final PciAddress address;
  private final Attributes device;
  private final Surroundings around;

  IdentityReader(PciAddress address, Attributes device, Surroundings around) {
    this.address = address;
    this.device = device;
    this.around = around;
  }

  Identity read(HardwareReader hardware) {
    return new Identity(
        around.slotOf(address),
        device.text("label").filter(it -> !it.isEmpty()),
        new Serials(vpd(), deviceSerial(hardware), nvme()),
        interfaces());
  }

  private Optional<String> vpd() {
    return around.depth() == Depth.FULL && device.has("vpd")
        ? device.folder().bytes("vpd", MOST_VPD).flatMap(VitalProductData::serialNumber)
        : Optional.empty();
  }

  private Optional<String> deviceSerial(HardwareReader hardware) {
    return device
        .text("serial_number")
        .filter(it -> !it.isEmpty())
        .or(() -> hardware.config().flatMap(IdentityReader::deviceSerial));
  }

  /** The eight bytes as lspci prints them, the highest first. */
  private static Optional<String> deviceSerial(ConfigSpace config) {
    return config
        .extendedCapability(DEVICE_SERIAL_NUMBER)
        .filter(it -> config.has(it.offset() + 4, 8))
        .map(it -> {
          var text = new StringJoiner("-");
          for (int i = 11; i >= 4; i--) {
            text.add("%02x".formatted(config.u8(it.offset() + i)));
          }
          return text.toString();
        })
        .filter(it -> !it.equals("00-00-00-00-00-00-00-00") && !it.startsWith("ff-ff-ff-ff-ff"));
  }

  private Optional<String> nvme() {
    return device.list("nvme").stream()
        .filter(it -> it.startsWith("nvme"))
        .flatMap(it -> device.folder().text("nvme/" + it + "/serial").stream())
        .filter(it -> !it.isEmpty())
        .findFirst();
  }

  private List<NetworkInterface> interfaces() {
    var found = new ArrayList<NetworkInterface>();
    addInterfaces("net", found);
    for (var name : device.names()) {
      // A virtio card's interface belongs to the virtio device on top of the function.
      if (name.startsWith("virtio")) {
        addInterfaces(name + "/net", found);
      }
    }
    return found;
  }

  private void addInterfaces(String folder, List<NetworkInterface> found) {
    if (folder.equals("net") && !device.has("net")) {
      return;
    }
    for (var name : device.folder().folder(folder).names()) {
      found.add(
          new NetworkInterface(
              name,
              device
                  .folder()
                  .text(folder + "/" + name + "/address")
                  .map(it -> it.toLowerCase(Locale.ROOT))
                  .filter(it -> MAC.matcher(it).matches() && !it.equals(NO_MAC))));
    }
  }
}
