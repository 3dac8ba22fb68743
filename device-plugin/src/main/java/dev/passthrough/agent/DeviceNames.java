package dev.passthrough.agent;

import dev.passthrough.host.HostRoot;
import java.util.List;
import java.util.Optional;

/**
 * What tells whether a look at the host is out of date: the kernel's count of its events, and the
 * names of devices, which are compared where it has grown. A change is done before its event is
 * counted. For one thread.
 */
final class DeviceNames {

  /**
   * The number of the last event, heard or not (kernel {@code Documentation/ABI/testing/
   * sysfs-kernel-uevent_seqnum}).
   */
  private static final String EVENTS = "uevent_seqnum";

  /** A driver's folder has a link for each device that it drives. */
  private static final List<String> FOLDERS =
      List.of("sys/bus/pci/devices", "sys/bus/pci/drivers/vfio-pci", "sys/bus/mdev/devices");

  private final HostRoot root;

  /** Made when there is something to sum up: calls into the C library take time to make. */
  private Optional<FolderNames> sums = Optional.empty();

  DeviceNames(HostRoot root) {
    this.root = root;
  }

  /** Empty where this kernel does not count. */
  Optional<String> events() {
    return root.folder("sys/kernel").attribute(EVENTS);
  }

  /** What a look begins with. Nothing is listed for the first one, which is in haste. */
  Mark before(Optional<Mark> lastLook) {
    var events = events();
    if (events.isPresent() && lastLook.map(Mark::events).filter(events::equals).isPresent()) {
      return lastLook.orElseThrow();
    }
    boolean first = lastLook.isEmpty() && events.isPresent();
    return new Mark(events, first ? Optional.empty() : Optional.of(listed()));
  }

  /**
   * The same when the look has ended. What changed while it went on was seen or not: nothing is
   * known of the names then.
   */
  Mark after(Mark before) {
    return isOutdated(before) ? new Mark(before.events(), Optional.empty()) : before;
  }

  /** Whether what a look saw is no longer so, or may not be. */
  boolean isOutdated(Mark look) {
    var events = events();
    boolean told = events.isEmpty() || !events.equals(look.events());
    return told && look.names().filter(it -> it.equals(listed())).isEmpty();
  }

  private List<Long> listed() {
    return FOLDERS.stream().map(this::sum).toList();
  }

  /** Of the names in {@code folder}. */
  long sum(String folder) {
    var made = sums.orElseGet(FolderNames::new);
    sums = Optional.of(made);
    return root.folder(folder).path().map(made::sum).orElse(FolderNames.ABSENT);
  }

  /**
   * How things were when a look at the host began.
   *
   * @param names sums of them; empty where they are not known
   */
  record Mark(Optional<String> events, Optional<List<Long>> names) {

    Mark {
      names = names.map(List::copyOf);
    }
  }
}
