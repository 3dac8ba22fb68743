package dev.passthrough.host.preflight;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.kernellog.Topic;
import dev.passthrough.host.machine.MachineFacts;
import java.util.List;

/** Whether cards that can make virtual functions may do so, and whether there was room for them. */
final class SriovCheck implements Check {

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
          .because(noRoom.stream().limit(3).toList())
          .fix(
              "Switch on SR-IOV and Above 4G Decoding (Memory Mapped I/O above 4GB) in the"
                  + " firmware.")
          .fix("If that is not enough, have the kernel give out the room again:")
          .fix(ArgumentChange.add("pci=realloc").steps(machine.boot()));
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

  private static int total(PciFunction function) {
    return function.sriov().map(s -> s.totalVfs()).orElse(0);
  }

  private static String text(PciFunction function) {
    return "%s: sriov_totalvfs %d".formatted(function.address(), total(function));
  }
}
