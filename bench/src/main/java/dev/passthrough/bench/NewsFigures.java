package dev.passthrough.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** From a change on the host, of which no kernel event is heard, until kubelet has the new list. */
final class NewsFigures {

  private static final int ROUNDS = 5;

  private final AgentUnderTest agent;
  private final Path device;
  private final Path node;
  private final EventCount events;
  private final String resource;
  private final String id;

  NewsFigures(AgentUnderTest agent, SyntheticHost host) throws IOException {
    this.agent = agent;
    this.id = host.virtualFunctions().getFirst();
    this.events = host.events();
    this.resource = agent.resources().getFirst();
    this.device = host.root().resolve("sys/bus/pci/devices").resolve(id);
    this.node =
        host.root()
            .resolve("dev/vfio")
            .resolve(Files.readSymbolicLink(device.resolve("iommu_group")).getFileName());
  }

  List<Figure> figures() throws IOException {
    var aside = node.resolveSibling("aside");
    var driver = Files.readSymbolicLink(device.resolve("driver"));
    var nodeGone = new long[ROUNDS];
    var nodeBack = new long[ROUNDS];
    var unbound = new long[ROUNDS];
    var bound = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      nodeGone[i] = seen(false, () -> Files.move(node, aside));
      nodeBack[i] = seen(true, () -> Files.move(aside, node));
      unbound[i] =
          seen(
              false,
              () -> {
                Files.delete(device.resolve("driver"));
                Files.delete(device.resolveSibling("../drivers/vfio-pci").resolve(id));
                events.sent();
              });
      bound[i] =
          seen(
              true,
              () -> {
                Files.createSymbolicLink(device.resolve("driver"), driver);
                Files.createSymbolicLink(
                    device.resolveSibling("../drivers/vfio-pci").resolve(id), device);
                events.sent();
              });
    }
    return List.of(
        figure("its /dev/vfio node gone without any event, to list sent", "5 ms", nodeGone),
        figure("its /dev/vfio node back without any event, to list sent", "5 ms", nodeBack),
        figure("driver gone without any event, to list sent", "1 s", unbound),
        figure("driver back without any event, to list sent", "1 s", bound));
  }

  private static Figure figure(String what, String goal, long[] times) {
    return new Figure(what + ", median", goal, Times.millis(new Times(times).median()));
  }

  private interface Change {
    void make() throws IOException;
  }

  private long seen(boolean healthy, Change change) throws IOException {
    long begin = System.nanoTime();
    change.make();
    agent.await(
        id + (healthy ? " healthy" : " unhealthy"),
        () -> agent.kubelet().allocatable(resource).contains(id) == healthy);
    return agent.plugin(resource).lastArrival() - begin;
  }
}
