package dev.passthrough.agent;

import dev.passthrough.uevent.Uevent;
import dev.passthrough.uevent.UeventListener;
import dev.passthrough.uevent.Uevents;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the kernel tells of a change among devices that could be passed through, names the one that
 * it is about, and begins a turn.
 */
final class KernelNews implements UeventListener {

  private static final Set<String> SUBSYSTEMS = Set.of("pci", "vfio", "vfio-dev", "mdev");

  /** A PCI address or a UUID, as a part of a path in sysfs. */
  private static final Pattern DEVICE =
      Pattern.compile(
          ".*/([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/.*)?");

  private static final Pattern GROUP = Pattern.compile("/devices/virtual/vfio/([0-9]{1,9})");

  private static final Logger logger = LoggerFactory.getLogger(KernelNews.class);

  private final Consumer<String> look;
  private final Wake wake;

  private KernelNews(Consumer<String> look, Wake wake) {
    this.look = look;
    this.wake = wake;
  }

  /**
   * Listens until closed; where the kernel cannot be heard, that is said and only glances remain.
   *
   * @param look hears what the kernel's news are about: an address, a UUID, a group's number
   */
  static Closeable wake(Consumer<String> look, Wake wake) {
    try {
      return Uevents.listen(new KernelNews(look, wake))::close;
    } catch (IOException deaf) {
      logger.warn(
          "Changes among devices are seen only by a glance every {} ms: {}",
          Glance.PAUSE.toMillis(),
          deaf.getMessage());
      return () -> {};
    }
  }

  @Override
  public void happened(Uevent event) {
    if (SUBSYSTEMS.contains(event.subsystem())) {
      about(event).ifPresent(look);
      wake.now();
    }
  }

  /**
   * The innermost device in the event's path; a node of {@code /dev/vfio} is the group's (kernel
   * {@code drivers/vfio/group.c}).
   */
  static Optional<String> about(Uevent event) {
    var pattern = event.subsystem().equals("vfio") ? GROUP : DEVICE;
    var found = pattern.matcher(event.path());
    return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
  }

  @Override
  public void missed() {
    wake.now();
  }
}
