package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Has a network card's driver hold a virtual function to something (ip-link(8), {@code ip link set
 * dev … vf …}), or sets up an NVMe drive's secondary controller (nvme-virt-mgmt(1)).
 *
 * @param number by which the program knows the function: its index among those of {@code card}, or
 *     the identifier of its secondary controller
 * @param via the card's network interface, or the drive's controller
 */
public record SetFunctionSetting(
    PciAddress device,
    PciAddress card,
    int number,
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
    return switch (setting) {
      case MAC -> link("mac", to);
      case VLAN -> link(("vlan " + to).split(" ", -1));
      case TRUST -> link("trust", to);
      case SPOOF_CHECK -> link("spoofchk", to);
      case LINK_STATE -> link("state", to);
      case MAX_TX_RATE -> link("max_tx_rate", to);
      case QUEUES -> drive("-r", "0", "-a", "8", "-n", to);
      case INTERRUPTS -> drive("-r", "1", "-a", "8", "-n", to);
      case CONTROLLER -> drive("-a", to.equals("online") ? "9" : "7");
      case SECONDARY -> throw new IllegalStateException("no step changes " + setting.words());
    };
  }

  private List<String> link(String... words) {
    var command = new ArrayList<>(List.of("ip", "link", "set", "dev", via, "vf", "" + number));
    command.addAll(List.of(words));
    return List.copyOf(command);
  }

  private List<String> drive(String... words) {
    var command = new ArrayList<>(List.of("nvme", "virt-mgmt", "/dev/" + via, "-c", "" + number));
    command.addAll(List.of(words));
    return List.copyOf(command);
  }

  @Override
  public String sentence() {
    return setting.ofNetwork()
        ? "%s: %s %s, held by %s".formatted(device, setting.words(), to, via)
        : "%s: %s %s, from %s".formatted(device, setting.words(), to, via);
  }

  @Override
  public String verified() {
    return setting.ofNetwork()
        ? "ip link show %s says %s %s of vf %d".formatted(via, setting.words(), to, number)
        : "nvme list-secondary /dev/%s says %s %s of controller %d"
            .formatted(via, setting.words(), to, number);
  }

  @Override
  public String undone() {
    return from.isEmpty() ? "back to what is found when it is set" : "back to %s".formatted(from);
  }
}
