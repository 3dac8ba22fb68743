package dev.passthrough.agent;

import dev.passthrough.host.HostRoot;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Begins a turn when devices came, went or changed their driver and no kernel event told of it:
 * compares, once a second, the names in a few folders, which is cheap enough for thousands of
 * devices.
 */
final class Glance implements Closeable {

  static final Duration PAUSE = Duration.ofSeconds(1);

  private final HostRoot root;
  private final Wake wake;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("glance").daemon().factory());
  private List<List<String>> before;

  private Glance(HostRoot root, Wake wake) {
    this.root = root;
    this.wake = wake;
    this.before = names();
  }

  /** Looks until closed. */
  static Closeable wake(HostRoot root, Wake wake) {
    var glance = new Glance(root, wake);
    long pause = PAUSE.toMillis();
    var _ = glance.thread.scheduleWithFixedDelay(glance::look, pause, pause, TimeUnit.MILLISECONDS);
    return glance;
  }

  private void look() {
    var now = names();
    if (!now.equals(before)) {
      before = now;
      wake.now();
    }
  }

  /** A driver's folder has a link for each device that it drives. */
  private List<List<String>> names() {
    return List.of(
        root.folder("sys/bus/pci/devices").names(),
        root.folder("sys/bus/pci/drivers/vfio-pci").names(),
        root.folder("sys/bus/mdev/devices").names(),
        root.folder("dev/vfio").names(),
        root.folder("dev/vfio/devices").names());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
