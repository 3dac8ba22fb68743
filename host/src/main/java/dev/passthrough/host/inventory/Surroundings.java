package dev.passthrough.host.inventory;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the machine says about its functions elsewhere than in their own folders, read once. */
final class Surroundings {

  private final Depth depth;
  private final boolean vfioNodesByDevice;
  private final List<IommuGroup> groups = new ArrayList<>();
  private final Map<PciAddress, Integer> groupByMember = new HashMap<>();
  private final Map<String, String> slots = new HashMap<>();

  private Surroundings(Depth depth, boolean vfioNodesByDevice) {
    this.depth = depth;
    this.vfioNodesByDevice = vfioNodesByDevice;
  }

  static Surroundings read(HostRoot root, Depth depth) {
    var nodes = root.folder("dev/vfio");
    var around = new Surroundings(depth, nodes.path().isEmpty() || nodes.has("devices"));
    around.readGroups(root);
    around.readSlots(root);
    return around;
  }

  /** Nothing but what a function's own folder says. */
  static Surroundings unread() {
    return new Surroundings(Depth.QUICK, true);
  }

  Depth depth() {
    return depth;
  }

  /** Whether the machine may have a VFIO node for each device, not for each group alone. */
  boolean vfioNodesByDevice() {
    return vfioNodesByDevice;
  }

  /** The groups below {@code /sys/kernel/iommu_groups}, sorted by number. */
  List<IommuGroup> groups() {
    return groups;
  }

  /** For functions whose folder has no {@code iommu_group} link. */
  OptionalInt groupOf(PciAddress address) {
    var group = groupByMember.get(address);
    return group == null ? OptionalInt.empty() : OptionalInt.of(group);
  }

  Optional<String> slotOf(PciAddress address) {
    if (slots.isEmpty()) {
      return Optional.empty();
    }
    var text = address.toString();
    return Optional.ofNullable(slots.get(text.substring(0, text.lastIndexOf('.'))));
  }

  private void readGroups(HostRoot root) {
    var folder = root.folder("sys/kernel/iommu_groups");
    var read =
        folder.names().parallelStream()
            .flatMap(name -> Members.read(folder, name).stream())
            .toList();
    for (var it : read) {
      it.functions().forEach(function -> groupByMember.put(function, it.group().number()));
      groups.add(it.group());
    }
    groups.sort((a, b) -> Integer.compare(a.number(), b.number()));
  }

  /** A group and the PCI functions in it. */
  private record Members(IommuGroup group, List<PciAddress> functions) {

    static Optional<Members> read(HostFolder groups, String name) {
      var number = Numbers.decimal(name);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      var folder = groups.folder(name);
      var functions = new ArrayList<PciAddress>();
      var others = new ArrayList<String>();
      for (var member : folder.folder("devices").names()) {
        PciAddress.parse(member).ifPresentOrElse(functions::add, () -> others.add(member));
      }
      return Optional.of(
          new Members(new IommuGroup(number.getAsInt(), folder.text("type"), others), functions));
    }
  }

  /** {@code /sys/bus/pci/slots/NAME/address} holds domain, bus and device, without a function. */
  private void readSlots(HostRoot root) {
    var folder = root.folder("sys/bus/pci/slots");
    for (var name : folder.names()) {
      folder.text(name + "/address").ifPresent(it -> slots.put(it, name));
    }
  }
}
