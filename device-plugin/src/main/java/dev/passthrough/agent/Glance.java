package dev.passthrough.agent;

import dev.passthrough.host.HostRoot;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Begins a turn when devices came, went or changed their driver and no kernel event told of it, or
 * when another program waits for the host: compares, more than once a second, the names in a few
 * folders, which is cheap enough for thousands of devices.
 */
final class Glance implements Closeable {

  static final Duration PAUSE = Duration.ofMillis(800);

  private static final List<String> FOLDERS =
      List.of(
          "sys/bus/pci/devices",
          "sys/bus/pci/drivers/vfio-pci",
          "sys/bus/mdev/devices",
          "dev/vfio/devices");

  /** Listed only while it cannot be watched: it has as many names as there are devices. */
  private static final String NODES = "dev/vfio";

  private final HostRoot root;
  private final BooleanSupplier isWanted;
  private final VfioFolder nodes;
  private final Wake wake;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("glance").daemon().factory());
  private final FolderNames names = new FolderNames();
  private List<Long> before;

  private Glance(HostRoot root, BooleanSupplier isWanted, Consumer<String> look, Wake wake)
      throws IOException {
    this.root = root;
    this.isWanted = isWanted;
    this.wake = wake;
    this.nodes =
        new VfioFolder(
            root.folder(NODES),
            name -> {
              look.accept(name);
              wake.now();
            });
    nodes.watch();
    this.before = seen(nodes.watch());
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
    var now = seen(nodes.watch());
    if (!now.equals(before) || isWanted.getAsBoolean()) {
      before = now;
      wake.now();
    }
  }

  /** A driver's folder has a link for each device that it drives. */
  private List<Long> seen(boolean nodesAreWatched) {
    return Stream.concat(FOLDERS.stream(), Stream.of(NODES).filter(_ -> !nodesAreWatched))
        .map(it -> root.folder(it).path().map(names::sum).orElse(FolderNames.ABSENT))
        .toList();
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    nodes.close();
  }
}
