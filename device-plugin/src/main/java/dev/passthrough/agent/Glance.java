package dev.passthrough.agent;

import dev.passthrough.host.HostRoot;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Begins a turn when devices came, went or changed their driver since the last look and no kernel
 * event was heard of it, or when another program waits for the host. More than once a second it
 * asks how many events the kernel has sent, and compares the names in a few folders if there were
 * any.
 */
final class Glance implements Closeable {

  static final Duration PAUSE = Duration.ofMillis(800);

  /** Nodes come and go by hand, too, of which there is no event. */
  private static final String GROUP_NODES = "dev/vfio";

  private static final String DEVICE_NODES = "dev/vfio/devices";

  private final HostRoot root;
  private final Looker looker;
  private final List<Nodes> nodes;
  private final Wake wake;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("glance").daemon().factory());
  private final DeviceNames names;
  private List<Long> before;
  private Optional<DeviceNames.Mark> judged = Optional.empty();
  private Optional<String> judgedAt = Optional.empty();

  /** Who looks at the host. For any thread. */
  interface Looker {

    /** Whether another program waits for the host. */
    boolean isWanted();

    /** Of the last look; empty where there was none. */
    Optional<DeviceNames.Mark> lastLook();
  }

  private Glance(HostRoot root, Looker looker, Consumer<String> look, Wake wake)
      throws IOException {
    this.root = root;
    this.looker = looker;
    this.wake = wake;
    this.names = new DeviceNames(root);
    this.nodes = List.of(nodes(GROUP_NODES, look), nodes(DEVICE_NODES, _ -> {}));
    nodes.forEach(it -> it.watched().watch());
    this.before = unwatched();
  }

  private Nodes nodes(String folder, Consumer<String> look) throws IOException {
    return new Nodes(
        folder,
        new VfioFolder(
            () -> root.folder(folder),
            name -> {
              look.accept(name);
              wake.now();
            }));
  }

  /**
   * Looks until closed.
   *
   * @param look hears the name of a node that came to or went from {@code /dev/vfio}, at once
   * @throws IOException if the kernel has no inotify to give
   */
  static Closeable wake(HostRoot root, Looker looker, Consumer<String> look, Wake wake)
      throws IOException {
    var glance = new Glance(root, looker, look, wake);
    long pause = PAUSE.toMillis();
    var _ = glance.thread.scheduleWithFixedDelay(glance::look, pause, pause, TimeUnit.MILLISECONDS);
    return glance;
  }

  private void look() {
    var now = unwatched();
    if (!now.equals(before) || isOutdated() || looker.isWanted()) {
      before = now;
      wake.now();
    }
  }

  /** The same look is asked about again only when the kernel has sent more events. */
  private boolean isOutdated() {
    var lastLook = looker.lastLook();
    var sent = names.events();
    boolean asked = sent.isPresent() && sent.equals(judgedAt) && lastLook.equals(judged);
    judged = lastLook;
    judgedAt = sent;
    return !asked && lastLook.filter(names::isOutdated).isPresent();
  }

  /** Folders are listed while they cannot be watched: they have as many names as devices. */
  private List<Long> unwatched() {
    return nodes.stream()
        .map(it -> it.watched().watch() ? FolderNames.ABSENT : names.sum(it.folder()))
        .toList();
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
