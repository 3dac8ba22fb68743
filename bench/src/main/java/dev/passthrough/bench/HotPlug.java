package dev.passthrough.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A drive that is pulled and plugged again while an agent runs, which hears no kernel event: what
 * the kernel shows of it last is its node in {@code /dev/vfio}.
 */
final class HotPlug {

  static final String RESOURCE = "bench.example/drive";

  private static final int ROUNDS = 5;

  /** As the kernel makes them, in its order, each with what it says. */
  private final SequencedMap<Path, Path> links = new LinkedHashMap<>();

  private final Path node;

  private final EventCount events;

  HotPlug(Path root, String address, int group, EventCount events) throws IOException {
    this.events = events;
    var sys = root.resolve("sys");
    for (var folder :
        List.of(
            "bus/pci/devices",
            "kernel/iommu_groups/%d/devices".formatted(group),
            "bus/pci/drivers/vfio-pci")) {
      var link = sys.resolve(folder).resolve(address);
      links.put(link, Files.readSymbolicLink(link));
    }
    node = root.resolve("dev/vfio/" + group);
  }

  /** From its coming until kubelet has a list with it, to an agent that has seen it go. */
  Figure figure(AgentUnderTest agent) throws IOException {
    var times = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      pull();
      agent.await("the drive gone", () -> agent.kubelet().allocatable(RESOURCE).isEmpty());
      long begin = System.nanoTime();
      plug();
      agent.await("the drive there", () -> !agent.kubelet().allocatable(RESOURCE).isEmpty());
      times[i] = agent.plugin(RESOURCE).lastArrival() - begin;
    }
    return new Figure(
        "device new, with its /dev/vfio node, to list sent, median",
        "100 ms",
        Times.millis(new Times(times).median()));
  }

  private void pull() throws IOException {
    Files.delete(node);
    for (var link : links.sequencedKeySet().reversed()) {
      Files.delete(link);
    }
    events.sent();
  }

  private void plug() throws IOException {
    for (var link : links.entrySet()) {
      Files.createSymbolicLink(link.getKey(), link.getValue());
    }
    Files.createFile(node);
    events.sent();
  }
}
