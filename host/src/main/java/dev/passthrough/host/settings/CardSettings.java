package dev.passthrough.host.settings;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Identity;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks a card's driver, through the host's own programs, what it holds its functions to. */
public final class CardSettings {

  private CardSettings() {}

  /** Class of NVMe controllers, first two bytes (PCI Code and ID Assignment). */
  private static final String NVME = "0108";

  /**
   * The settings of each virtual function of {@code card}, and of an NVMe drive what its secondary
   * controllers are called; nothing for a card that has no such things.
   *
   * @throws IOException if the program is not there, or says nothing that can be read
   */
  public static Map<PciAddress, Map<Setting, String>> read(
      HostRoot root, PciFunction card, ProgramOutput output)
      throws IOException, InterruptedException {
    var drive = card.ids().pciClass().filter(it -> it.shortForm().equals(NVME));
    return drive.isPresent() ? drive(root, card, output) : network(card, output);
  }

  private static Map<PciAddress, Map<Setting, String>> network(
      PciFunction card, ProgramOutput output) throws IOException, InterruptedException {
    var all = new TreeMap<PciAddress, Map<Setting, String>>();
    var functions = functions(card);
    var via =
        card.identity().interfaces().stream().map(Identity.NetworkInterface::name).findFirst();
    if (functions.isEmpty() || via.isEmpty()) {
      return all;
    }
    var command = List.of("ip", "-json", "-details", "link", "show", "dev", via.orElseThrow());
    LinkText.parse(output.of(command))
        .forEach((index, settings) -> {
          if (index >= 0 && index < functions.size()) {
            all.put(functions.get(index), settings);
          }
        });
    return all;
  }

  private static Map<PciAddress, Map<Setting, String>> drive(
      HostRoot root, PciFunction card, ProgramOutput output)
      throws IOException, InterruptedException {
    var all = new TreeMap<PciAddress, Map<Setting, String>>();
    var name =
        root.folder("sys/bus/pci/devices/" + card.address() + "/nvme").names().stream()
            .filter(it -> it.matches("nvme[0-9]+"))
            .findFirst();
    if (name.isEmpty()) {
      return all;
    }
    var command = List.of("nvme", "list-secondary", "/dev/" + name.orElseThrow(), "-o", "json");
    var secondary = SecondaryText.parse(output.of(command));
    var text = new StringBuilder(name.orElseThrow());
    int most = card.sriov().map(Sriov::totalVfs).orElse(0);
    for (int index = 0; index < most; index++) {
      text.append(' ').append(secondary.containsKey(index) ? secondary.get(index).id() : "-");
    }
    all.put(card.address(), Map.of(Setting.SECONDARY, text.toString()));
    var functions = functions(card);
    for (int index = 0; index < functions.size(); index++) {
      if (secondary.containsKey(index)) {
        all.put(functions.get(index), secondary.get(index).settings());
      }
    }
    return all;
  }

  private static List<PciAddress> functions(PciFunction card) {
    return card.sriov().map(Sriov::virtualFunctions).orElse(List.of());
  }
}
