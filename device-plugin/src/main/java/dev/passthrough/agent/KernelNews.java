package dev.passthrough.agent;

import dev.passthrough.uevent.Uevent;
import dev.passthrough.uevent.UeventListener;
import dev.passthrough.uevent.Uevents;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins a turn when the kernel tells of a change among devices that could be passed through. */
final class KernelNews implements UeventListener {

  private static final Set<String> SUBSYSTEMS = Set.of("pci", "vfio", "vfio-dev", "mdev");

  private static final Logger logger = LoggerFactory.getLogger(KernelNews.class);

  private final Wake wake;

  private KernelNews(Wake wake) {
    this.wake = wake;
  }

  /** Listens until closed; where the kernel cannot be heard, that is said and only looks remain. */
  static Closeable wake(Wake wake) {
    try {
      return Uevents.listen(new KernelNews(wake))::close;
    } catch (IOException deaf) {
      logger.warn(
          "Changes among devices are seen only by a glance every {} s: {}",
          Glance.PAUSE.toSeconds(),
          deaf.getMessage());
      return () -> {};
    }
  }

  @Override
  public void happened(Uevent event) {
    if (SUBSYSTEMS.contains(event.subsystem())) {
      wake.now();
    }
  }

  @Override
  public void missed() {
    wake.now();
  }
}
