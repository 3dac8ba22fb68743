package dev.passthrough.host.settings;

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

  /**
   * The settings of each virtual function of {@code card}; nothing for a card without a network
   * interface.
   *
   * @throws IOException if the program is not there, or says nothing that can be read
   */
  public static Map<PciAddress, Map<Setting, String>> read(PciFunction card, ProgramOutput output)
      throws IOException, InterruptedException {
    var all = new TreeMap<PciAddress, Map<Setting, String>>();
    var functions = card.sriov().map(Sriov::virtualFunctions).orElse(List.of());
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
}
