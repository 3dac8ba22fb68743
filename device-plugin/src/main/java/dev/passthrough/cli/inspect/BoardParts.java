package dev.passthrough.cli.inspect;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.pci.PciClass;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Parts of the processor and the chipset, of which a server has hundreds and which nobody gives to
 * a VM. A group that holds anything else is shown whole: there a part may be what is in the way.
 */
final class BoardParts {

  /**
   * By class (the beginning of its number): memory controllers, ISA bridges and their kind, system
   * peripherals, SMBus and serial buses, communication controllers of the management engine, signal
   * processing.
   */
  private static final List<String> CLASSES =
      List.of("05", "06", "08", "0780", "0c05", "0c80", "11");

  /** Non-essential instrumentation: its maker says that nobody needs it. */
  private static final String INSTRUMENTATION = "13";

  private BoardParts() {}

  /** The devices of {@code all} that are parts, and share a group with nothing but parts. */
  static Set<PciAddress> of(Collection<Device> all) {
    var candidates = all.stream().filter(it -> it.verdict().isPresent()).toList();
    var mixed =
        candidates.stream()
            .map(Device::function)
            .filter(it -> !isPart(it))
            .map(PciFunction::iommuGroup)
            .filter(it -> it.isPresent())
            .collect(Collectors.toSet());
    return candidates.stream()
        .map(Device::function)
        .filter(it -> isPart(it) && !mixed.contains(it.iommuGroup()))
        .map(PciFunction::address)
        .collect(Collectors.toSet());
  }

  /** What is behind a port may be a card, whatever its class. */
  private static boolean isPart(PciFunction it) {
    var name = it.ids().pciClass().map(PciClass::toString).orElse("");
    return name.startsWith(INSTRUMENTATION)
        || (it.placement().upstream().isEmpty() && CLASSES.stream().anyMatch(name::startsWith));
  }
}
