package dev.passthrough.agent;

import dev.passthrough.host.HostRoot;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Begins a turn when devices came, went or changed their driver and no kernel event was heard of
 * it, or when another program waits for the host. More than once a second it asks how many events
 * the kernel has sent, and compares the names in a few folders if there were any: a change is done
 * before its event is counted.
 */
final class Glance implements Closeable {

  static final Duration PAUSE = Duration.ofMillis(800);

  /**
   * The number of the last event, heard or not (kernel {@code Documentation/ABI/testing/
   * sysfs-kernel-uevent_seqnum}).
   */
  private static final String EVENTS = "uevent_seqnum";

  /** A driver's folder has a link for each device that it drives. */
  private static final List<String> DEVICES =
      List.of("sys/bus/pci/devices", "sys/bus/pci/drivers/vfio-pci", "sys/bus/mdev/devices");

  /** Nodes come and go by hand, too, of which there is no event. */
  private static final String GROUP_NODES = "dev/vfio";

  private static final String DEVICE_NODES = "dev/vfio/devices";

  private final HostRoot root;
  private final BooleanSupplier isWanted;
  private final List<Nodes> nodes;
  private final Wake wake;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("glance").daemon().factory());
  private final FolderNames names = new FolderNames();
  private Optional<String> events;

  /** Not listed before there is an event to count. */
  private List<Long> devices;

  private List<Long> before;

  private Glance(HostRoot root, BooleanSupplier isWanted, Consumer<String> look, Wake wake)
      throws IOException {
    this.root = root;
    this.isWanted = isWanted;
    this.wake = wake;
    this.nodes = List.of(nodes(GROUP_NODES, look), nodes(DEVICE_NODES, _ -> {}));
    nodes.forEach(it -> it.watched().watch());
    this.events = counted();
    this.devices = events.isPresent() ? List.of() : listed();
    this.before = seen();
  }

  private Nodes nodes(String folder, Consumer<String> look) throws IOException {
    return new Nodes(
        folder,
        new VfioFolder(
            root.folder(folder),
            name -> {
              look.accept(name);
              wake.now();
            }));
  }

  /**
   * Looks until closed.
   *
   * @param isWanted whether another program waits for the host
   * @param look hears the name of a node that came to or went from {@code /dev/vfio}, at once
   * @throws IOException if the kernel has no inotify to give
   */
  static Closeable wake(HostRoot root, BooleanSupplier isWanted, Consumer<String> look, Wake wake)
      throws IOException {
    var glance = new Glance(root, isWanted, look, wake);
    long pause = PAUSE.toMillis();
    var _ = glance.thread.scheduleWithFixedDelay(glance::look, pause, pause, TimeUnit.MILLISECONDS);
    return glance;
  }

  private void look() {
    var now = seen();
    if (!now.equals(before) || isWanted.getAsBoolean()) {
      before = now;
      wake.now();
    }
  }

  private List<Long> seen() {
    var now = counted();
    if (now.isEmpty() || !now.equals(events)) {
      events = now;
      devices = listed();
    }
    return Stream.concat(devices.stream(), nodes.stream().map(this::sum)).toList();
  }

  private Optional<String> counted() {
    return root.folder("sys/kernel").attribute(EVENTS);
  }

  private List<Long> listed() {
    return DEVICES.stream().map(this::sum).toList();
  }

  /** Listed only while it cannot be watched: it has as many names as there are devices. */
  private long sum(Nodes nodes) {
    return nodes.watched().watch() ? FolderNames.ABSENT : sum(nodes.folder());
  }

  private long sum(String folder) {
    return root.folder(folder).path().map(names::sum).orElse(FolderNames.ABSENT);
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    for (var it : nodes) {
      it.watched().close();
    }
  }

  private record Nodes(String folder, VfioFolder watched) {}
}
