package dev.passthrough.host.testing;

import dev.passthrough.host.inventory.Sriov;
import dev.passthrough.host.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes and removes virtual functions in a tree (drivers/pci/iov.c). How many there are is counted
 * in links, so that a tree can be changed by others too.
 */
public final class SriovStandIn {

  /** Drivers after which the functions stay (pci_iov_remove in iov.c warns of it). */
  private static final Set<String> LEAVE_FUNCTIONS = Set.of("nvme");

  private final Path root;
  private final DriversStandIn drivers;
  private int most = Integer.MAX_VALUE;
  private boolean joinGroup;

  SriovStandIn(Path root, DriversStandIn drivers) {
    this.root = root;
    this.drivers = drivers;
  }

  /** However many are asked for, only {@code count} come, and the write succeeds all the same. */
  public SriovStandIn makeAtMost(int count) {
    most = count;
    return this;
  }

  /** New functions join the group of their card, as if something above did not isolate. */
  public SriovStandIn joinGroupOfCard() {
    joinGroup = true;
    return this;
  }

  /** sriov_numvfs_store. */
  void set(Path card, String value) throws IOException {
    int asked = asked(value);
    if (asked > Integer.parseInt(Tree.text(card.resolve("sriov_totalvfs")))) {
      throw new IOException("Numerical result out of range");
    }
    int now = functions(card).size();
    if (asked == now) {
      Tree.write(card.resolve("sriov_numvfs"), "" + now);
      return;
    }
    var driver = drivers.bound(card);
    if (driver.isEmpty() || driver.orElseThrow().endsWith(DriversStandIn.VFIO_PCI)) {
      throw new IOException("No such file or directory");
    }
    if (asked == 0) {
      removeAll(card);
    } else if (now > 0) {
      throw new IOException("Device or resource busy");
    } else {
      make(card, Math.min(asked, most));
    }
    Tree.write(card.resolve("sriov_numvfs"), "" + functions(card).size());
  }

  /** {@code driver} leaves the card at {@code address}; most take its functions with them. */
  void driverLeaves(Path driver, String address) throws IOException {
    var card = drivers.device(address);
    if (card.isPresent()
        && drivers.bound(card.orElseThrow()).equals(Optional.of(driver))
        && !LEAVE_FUNCTIONS.contains(String.valueOf(driver.getFileName()))
        && Files.exists(card.orElseThrow().resolve("sriov_numvfs"))) {
      removeAll(card.orElseThrow());
      Tree.write(card.orElseThrow().resolve("sriov_numvfs"), "0");
    }
  }

  static List<Path> functions(Path card) throws IOException {
    var functions = new ArrayList<Path>();
    for (int i = 0; Files.exists(card.resolve("virtfn" + i)); i++) {
      functions.add(card.resolve("virtfn" + i).toRealPath());
    }
    return functions;
  }

  private void make(Path card, int count) throws IOException {
    var routing =
        new Sriov.Routing(
            Integer.parseInt(Tree.text(card.resolve("sriov_offset"))),
            Integer.parseInt(Tree.text(card.resolve("sriov_stride"))));
    var physical = PciAddress.of(String.valueOf(card.getFileName()));
    var addresses =
        new Sriov(count, 0, true, Optional.of(routing), List.of()).predict(physical, count);
    for (int i = 0; i < addresses.size(); i++) {
      var device = make(card, addresses.get(i).toString());
      Tree.link(card.resolve("virtfn" + i), device);
    }
    if (Tree.text(card.resolve("sriov_drivers_autoprobe")).equals("1")) {
      for (var device : functions(card)) {
        drivers.attach(device);
      }
    }
  }

  private Path make(Path card, String address) throws IOException {
    var device = Files.createDirectory(card.resolveSibling(address));
    for (var same : new String[] {"vendor", "class", "numa_node", "revision"}) {
      if (Files.exists(card.resolve(same))) {
        Files.copy(card.resolve(same), device.resolve(same));
      }
    }
    Tree.write(device.resolve("device"), "0x" + Tree.text(card.resolve("sriov_vf_device")));
    Tree.write(device.resolve("driver_override"), "(null)");
    Tree.write(device.resolve("reset_method"), "flr");
    Tree.link(device.resolve("physfn"), card);
    Tree.link(root.resolve("sys/bus/pci/devices").resolve(address), device);
    if (Files.exists(card.resolve("iommu_group"))) {
      join(device, groupFor(card));
    }
    return device;
  }

  private Path groupFor(Path card) throws IOException {
    var own = card.resolve("iommu_group").toRealPath();
    boolean port = false;
    for (var member : Tree.list(own.resolve("devices"))) {
      port |= Tree.text(member.resolve("class")).startsWith("0x0604");
    }
    if (joinGroup || port) {
      return own;
    }
    int number = 0;
    while (Files.exists(own.resolveSibling("" + number))) {
      number++;
    }
    return Files.createDirectories(own.resolveSibling("" + number));
  }

  private static void join(Path device, Path group) throws IOException {
    Tree.link(group.resolve("devices").resolve(String.valueOf(device.getFileName())), device);
    Tree.link(device.resolve("iommu_group"), group);
  }

  private void removeAll(Path card) throws IOException {
    var functions = functions(card);
    for (int i = 0; i < functions.size(); i++) {
      var device = functions.get(i);
      var name = String.valueOf(device.getFileName());
      drivers.detach(device);
      if (Files.exists(device.resolve("iommu_group"))) {
        var group = device.resolve("iommu_group").toRealPath();
        Files.delete(group.resolve("devices").resolve(name));
        if (Tree.list(group.resolve("devices")).isEmpty()) {
          Tree.remove(group);
        }
      }
      Files.delete(card.resolve("virtfn" + i));
      Files.delete(root.resolve("sys/bus/pci/devices").resolve(name));
      Tree.remove(device);
    }
  }

  /** kstrtou16 with base 0; whatever it says, the kernel says EINVAL. */
  private static int asked(String text) throws IOException {
    try {
      int number = text.matches("[0-9].*") ? Integer.decode(text) : -1;
      if (number >= 0 && number <= 0xffff) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      throw new IOException("Invalid argument", notOne);
    }
    throw new IOException("Invalid argument");
  }
}
