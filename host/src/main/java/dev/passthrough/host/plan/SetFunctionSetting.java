package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Has a network card's driver hold a virtual function to something (ip-link(8), {@code ip link set
 * dev … vf …}).
 *
 * @param index of the function among those of {@code card}
 * @param via the card's network interface
 */
public record SetFunctionSetting(
    PciAddress device,
    PciAddress card,
    int index,
    String via,
    Setting setting,
    String from,
    String to)
    implements CommandStep {

  @Override
  public Property property() {
    return new FunctionSetting(setting);
  }

  @Override
  public List<String> command() {
    var command = new ArrayList<>(List.of("ip", "link", "set", "dev", via, "vf", "" + index));
    switch (setting) {
      case MAC -> command.addAll(List.of("mac", to));
      case VLAN -> {
        command.add("vlan");
        command.addAll(List.of(to.split(" ", -1)));
      }
      case TRUST -> command.addAll(List.of("trust", to));
      case SPOOF_CHECK -> command.addAll(List.of("spoofchk", to));
      case LINK_STATE -> command.addAll(List.of("state", to));
      case MAX_TX_RATE -> command.addAll(List.of("max_tx_rate", to));
    }
    return List.copyOf(command);
  }

  @Override
  public String sentence() {
    return "%s: %s %s, held by %s".formatted(device, setting.words(), to, via);
  }

  @Override
  public String verified() {
    return "ip link show %s says %s %s of vf %d".formatted(via, setting.words(), to, index);
  }

  @Override
  public String undone() {
    return from.isEmpty() ? "back to what is found when it is set" : "back to %s".formatted(from);
  }
}
