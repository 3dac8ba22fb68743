package dev.passthrough.host.plan;

import dev.passthrough.host.inventory.Identity;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way of one virtual function from the settings it has to others. A secondary controller takes
 * resources only while it is offline (NVM Express Base 2.0, Virtualization Management command).
 *
 * @param index of the function among those of {@code card}
 */
record SettingSteps(PciFunction card, PciAddress function, int index) {

  private static final String ONLINE = "online";
  private static final String OFFLINE = "offline";

  /**
   * The missing steps, in order.
   *
   * @param now as far as it is known
   */
  List<CommandStep> way(Map<Setting, String> now, Map<Setting, String> wanted) {
    var steps = new ArrayList<CommandStep>();
    var here = new EnumMap<Setting, String>(Setting.class);
    here.putAll(now);
    boolean resources =
        differs(Setting.QUEUES, here, wanted) || differs(Setting.INTERRUPTS, here, wanted);
    var controller = here.getOrDefault(Setting.CONTROLLER, "");
    var end = wanted.getOrDefault(Setting.CONTROLLER, controller);
    if (resources && controller.equals(ONLINE)) {
      step(Setting.CONTROLLER, OFFLINE, here, steps);
    }
    new EnumMap<>(wanted)
        .forEach((setting, value) -> {
          if (setting != Setting.CONTROLLER) {
            step(setting, value, here, steps);
          }
        });
    if (!end.isEmpty()) {
      step(Setting.CONTROLLER, end, here, steps);
    }
    return steps;
  }

  private static boolean differs(
      Setting setting, Map<Setting, String> now, Map<Setting, String> wanted) {
    return wanted.containsKey(setting) && !wanted.get(setting).equals(now.get(setting));
  }

  private void step(
      Setting setting, String value, Map<Setting, String> here, List<CommandStep> steps) {
    var from = here.getOrDefault(setting, "");
    var handle = setting.ofNetwork() ? link(card, index) : secondary(card, index);
    if (!from.equals(value) && handle.isPresent()) {
      var it = handle.orElseThrow();
      steps.add(
          new SetFunctionSetting(
              function, card.address(), it.number(), it.via(), setting, from, value));
      here.put(setting, value);
    }
  }

  /** How a program is told which function is meant. */
  record Handle(String via, int number) {}

  /** Through the interface that a network card's driver is spoken to; empty if it has none. */
  static Optional<Handle> link(PciFunction card, int index) {
    return card.identity().interfaces().stream()
        .map(Identity.NetworkInterface::name)
        .map(it -> new Handle(it, index))
        .findFirst();
  }

  /** Through a drive's controller; empty if the secondary one of the function is not known. */
  static Optional<Handle> secondary(PciFunction card, int index) {
    var words = card.settings().getOrDefault(Setting.SECONDARY, "").split(" ", -1);
    return index + 1 < words.length && words[index + 1].matches("[0-9]{1,5}")
        ? Optional.of(new Handle(words[0], Integer.parseInt(words[index + 1])))
        : Optional.empty();
  }
}
