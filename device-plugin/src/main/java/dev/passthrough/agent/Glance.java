package dev.passthrough.agent;

import dev.passthrough.host.HostFolder;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Begins a turn when devices came, went or changed their driver and no kernel event told of it, or
 * when another program waits for the host: compares, once a second, the names in a few folders,
 * which is cheap enough for thousands of devices.
 */
final class Glance implements Closeable {

  static final Duration PAUSE = Duration.ofSeconds(1);

  private static final List<String> FOLDERS =
      List.of(
          "sys/bus/pci/devices",
          "sys/bus/pci/drivers/vfio-pci",
          "sys/bus/mdev/devices",
          "dev/vfio",
          "dev/vfio/devices");

  private final HostRoot root;
  private final Wake wake;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("glance").daemon().factory());
  private List<Seen> before;

  private Glance(HostRoot root, Wake wake) {
    this.root = root;
    this.wake = wake;
    this.before = seen();
  }

  /** Looks until closed. */
  static Closeable wake(HostRoot root, Wake wake) {
    var glance = new Glance(root, wake);
    long pause = PAUSE.toMillis();
    var _ = glance.thread.scheduleWithFixedDelay(glance::look, pause, pause, TimeUnit.MILLISECONDS);
    return glance;
  }

  private void look() {
    var now = seen();
    if (!now.equals(before) || isWanted()) {
      before = now;
      wake.now();
    }
  }

  /** An exception would end the glances; that nobody can be seen to wait is no reason to. */
  private boolean isWanted() {
    try {
      return Applier.isWanted(root);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** A driver's folder has a link for each device that it drives. */
  private List<Seen> seen() {
    return FOLDERS.stream().map(it -> Seen.in(root.folder(it))).toList();
  }

  /**
   * What tells two sets of names apart, without an order to be made.
   *
   * @param sum of the names' hash codes
   */
  private record Seen(int names, long sum) {

    static Seen in(HostFolder folder) {
      var names = folder.path().map(it -> it.toFile().list()).orElse(new String[0]);
      long sum = 0;
      for (var name : names) {
        sum += name.hashCode();
      }
      return new Seen(names.length, sum);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
