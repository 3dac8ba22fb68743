package dev.passthrough.host.preflight;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;

/** Whether cards that can make virtual functions may do so, and whether there was room for them. */
final class SriovCheck implements Check {

  private static final int MOST = 3;

  @Override
  public String name() {
    return "sriov";
  }

  @Override
  public Finding examine(MachineFacts machine, Snapshot snapshot) {
    var noRoom =
        machine
            .log()
            .value()
            .map(log -> log.texts(Topic.NO_ROOM_FOR_VIRTUAL_FUNCTIONS))
            .orElse(List.of());
    if (!noRoom.isEmpty()) {
      return Finding.failing("There was no room for virtual functions.")
          .because(noRoom.stream().limit(MOST).toList())
          .fix(
              "Switch on SR-IOV and Above 4G Decoding (Memory Mapped I/O above 4GB) in the"
                  + " firmware.")
          .fix("If that is not enough, have the kernel give out the room again:")
          .fix(ArgumentChange.add("pci=realloc").steps(machine.boot()));
    }
    var withheld = snapshot.functions().stream().filter(f -> f.withheldVfs().isPresent()).toList();
    if (!withheld.isEmpty()) {
      return withheld(machine, snapshot, withheld);
    }
    var physical = snapshot.functions().stream().filter(f -> f.sriov().isPresent()).toList();
    if (physical.isEmpty()) {
      return snapshot.functions().isEmpty()
          ? Finding.unknown("Whether a card can make virtual functions is unknown.")
              .because("/sys/bus/pci/devices cannot be read")
          : Finding.ok("No card here can make virtual functions.")
              .because("no sriov_totalvfs below /sys/bus/pci/devices");
    }
    var none = physical.stream().filter(f -> total(f) == 0).map(SriovCheck::text).toList();
    return none.isEmpty()
        ? Finding.ok("Cards can make virtual functions.")
            .because(physical.stream().map(SriovCheck::text).toList())
        : Finding.warning("A card has SR-IOV and may make no virtual function.")
            .because(none)
            .fix(
                "Switch SR-IOV on for the card: in the firmware's settings, or with the maker's"
                    + " tool (mlxconfig SRIOV_EN=1, bnxtnvm, …).")
            .fix("Load the card's own driver: some tell the kernel the number only then.");
  }

  /**
   * The kernel leaves {@code sriov_totalvfs} out where the card offers none, where a region of them
   * makes no sense, or where it was built without (sriov_init in drivers/pci/iov.c).
   */
  private static Finding withheld(
      MachineFacts machine, Snapshot snapshot, List<PciFunction> withheld) {
    var finding =
        Finding.warning("A card has SR-IOV, and the kernel offers no virtual functions of it.")
            .because(
                withheld.stream()
                    .map(f ->
                        "%s: SR-IOV capability with %d virtual functions, no sriov_totalvfs"
                            .formatted(f.address(), f.withheldVfs().orElse(0)))
                    .limit(MOST)
                    .toList());
    if (machine.sriovBuilt().is(built -> !built)) {
      return finding
          .because("no CONFIG_PCI_IOV=y in " + machine.sriovBuilt().source())
          .fix("Start a kernel that is built with CONFIG_PCI_IOV=y.");
    }
    boolean offered = snapshot.functions().stream().anyMatch(f -> f.sriov().isPresent());
    var switches =
        finding
            .fix(
                "Switch on SR-IOV in the firmware, for the slot too where it has a switch of its"
                    + " own, and in the card itself with the maker's tool (mlxconfig SRIOV_EN=1"
                    + " NUM_OF_VFS=8, bnxtnvm, …).")
            .fix(
                "Switch on Above 4G Decoding (Memory Mapped I/O above 4GB) and ARI in the"
                    + " firmware: virtual functions need room and numbers.");
    return offered || machine.sriovBuilt().is(built -> built)
        ? switches
        : switches.fix("Check that the kernel is built with CONFIG_PCI_IOV=y.");
  }

  private static int total(PciFunction function) {
    return function.sriov().map(s -> s.totalVfs()).orElse(0);
  }

  private static String text(PciFunction function) {
    return "%s: sriov_totalvfs %d".formatted(function.address(), total(function));
  }
}
