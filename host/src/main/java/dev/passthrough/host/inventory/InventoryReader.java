package dev.passthrough.host.inventory;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a machine. Files that are absent, unreadable or hold nonsense leave their facts unknown;
 * nothing is thrown, and nothing is written or woken.
 */
public final class InventoryReader {

  /** The machine below {@code root} as it is now, without what is slow to read. */
  public Snapshot read(HostRoot root) {
    return read(root, Depth.QUICK);
  }

  /** The machine below {@code machine} as it is now. */
  public Snapshot read(HostRoot machine, Depth depth) {
    return read(machine, depth, Set.of(), new Underway());
  }

  /**
   * The machine below {@code machine} as it is now.
   *
   * @param hanging devices whose lock somebody keeps: what waits for it stays unknown of them
   * @param underway is told of each function
   */
  public Snapshot read(HostRoot machine, Depth depth, Set<PciAddress> hanging, Underway underway) {
    return read(machine, depth, hanging, Set.of(), underway);
  }

  /**
   * The machine below {@code machine} as it is now.
   *
   * @param hanging devices whose lock somebody keeps: what waits for it stays unknown of them
   * @param mute devices whose configuration space somebody keeps as well
   * @param underway is told of each function
   */
  public Snapshot read(
      HostRoot machine,
      Depth depth,
      Set<PciAddress> hanging,
      Set<PciAddress> mute,
      Underway underway) {
    var root = machine.forOneReading();
    var around = Surroundings.read(root, depth);
    var devices = root.folder("sys/bus/pci/devices");
    // Each waits for the kernel more than it computes, and none needs another.
    var functions =
        devices.names().parallelStream()
            .flatMap(name ->
                PciAddress.parse(name).stream()
                    .map(it -> {
                      underway.begins(it);
                      var device = attributes(it, devices.folder(name), hanging, mute);
                      var function = new FunctionReader(it, device, around).read();
                      underway.ends(it);
                      return function;
                    }))
            .toList();
    var drivers = Set.copyOf(root.folder("sys/bus/pci/drivers").names());
    functions = ModuleAliases.addVfioVariants(functions, drivers, root);
    if (depth == Depth.FULL) {
      functions = ModuleAliases.add(PciIdsFile.name(functions, root), root);
    }
    return new Snapshot(
        functions, around.groups(), vfioNodes(root), root.text("proc/cmdline"), drivers);
  }

  private static Attributes attributes(
      PciAddress address, HostFolder folder, Set<PciAddress> hanging, Set<PciAddress> mute) {
    if (mute.contains(address)) {
      return Attributes.mute(folder);
    }
    return hanging.contains(address) ? Attributes.unlocked(folder) : new Attributes(folder);
  }

  /** What one function's own folder says; empty if there is none of this address. */
  public Optional<PciFunction> function(HostRoot root, PciAddress address) {
    var folder = root.folder("sys/bus/pci/devices").folder(address.toString());
    return folder
        .path()
        .map(there ->
            new FunctionReader(address, new Attributes(folder), Surroundings.unread()).read());
  }

  /** How those of {@code functions} are that are there; some files of each, the rest unread. */
  public Map<PciAddress, VitalSigns> vitalSigns(HostRoot root, Set<PciAddress> functions) {
    var devices = root.folder("sys/bus/pci/devices");
    var signs = new HashMap<PciAddress, VitalSigns>();
    for (var address : functions) {
      var folder = devices.folder(address.toString());
      if (folder.path().isPresent()) {
        signs.put(address, vitalSigns(new Attributes(folder)));
      }
    }
    return signs;
  }

  private static VitalSigns vitalSigns(Attributes device) {
    try (var config = new ConfigFile(device.folder())) {
      boolean virtualFunction = device.linkName("physfn").isPresent();
      return new HardwareReader(device, virtualFunction, config).vitalSigns();
    }
  }

  private static VfioNodes vfioNodes(HostRoot root) {
    var names = root.folder("dev/vfio").names();
    List<Integer> groups =
        names.stream()
            .map(Numbers::decimal)
            .filter(OptionalInt::isPresent)
            .map(OptionalInt::getAsInt)
            .sorted()
            .toList();
    return new VfioNodes(
        names.contains("vfio"),
        groups,
        root.folder("dev/vfio/devices").names(),
        root.folder("dev").has("iommu") || root.folder("sys/class/misc").has("iommu"));
  }
}
