package dev.passthrough.bench;

import dev.passthrough.bench.process.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A drive that is pulled and plugged again while an agent runs, which hears no kernel event: what
 * the kernel shows of it last is its node in {@code /dev/vfio}.
 */
final class HotPlug {

  static final String RESOURCE = "bench.example/drive";

  private static final int ROUNDS = 5;
  private static final int MOST_EVENTS = 50;
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(200);

  /** As the kernel makes them, in its order, each with what it says. */
  private final SequencedMap<Path, Path> links = new LinkedHashMap<>();

  private final Path node;

  private final EventCount events;

  private final Optional<RealEvent> event;
  private final Path driver;

  HotPlug(Path root, String address, int group, EventCount events, Optional<RealEvent> event)
      throws IOException {
    this.events = events;
    this.event = event;
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
    driver = root.resolve("sys/bus/pci/devices").resolve(address).resolve("driver");
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

  /**
   * From the kernel's event until kubelet has a list without the drive, or with it again. Its
   * driver's link is what has changed.
   */
  List<Figure> figuresOfEvents(AgentUnderTest agent) throws IOException {
    if (event.isEmpty()) {
      return List.of();
    }
    var target = Files.readSymbolicLink(driver);
    var gone = new long[ROUNDS];
    var back = new long[ROUNDS];
    hear(agent, target);
    for (int i = 0; i < ROUNDS; i++) {
      Files.delete(driver);
      gone[i] = told(agent, false);
      Files.createSymbolicLink(driver, target);
      back[i] = told(agent, true);
    }
    return List.of(
        new Figure(
            "driver gone, with a kernel event, to list sent, median",
            "5 ms",
            Times.millis(new Times(gone).median())),
        new Figure(
            "driver back, with a kernel event, to list sent, median",
            "5 ms",
            Times.millis(new Times(back).median())));
  }

  private long told(AgentUnderTest agent, boolean there) throws IOException {
    long begin = System.nanoTime();
    event.orElseThrow().send();
    agent.await(
        "the drive told of", () -> agent.kubelet().allocatable(RESOURCE).isEmpty() != there);
    return agent.plugin(RESOURCE).lastArrival() - begin;
  }

  /** An agent hears the kernel only some seconds after its start. */
  private void hear(AgentUnderTest agent, Path target) throws IOException {
    Files.delete(driver);
    for (int i = 0; !agent.kubelet().allocatable(RESOURCE).isEmpty(); i++) {
      if (i == MOST_EVENTS) {
        throw new IllegalStateException("the agent hears no kernel event");
      }
      event.orElseThrow().send();
      Waiting.pause(BETWEEN_EVENTS);
    }
    Files.createSymbolicLink(driver, target);
    var _ = told(agent, true);
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
