package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Devices whose lock somebody keeps, such as one that was pulled out while a virtual machine has
 * it: whoever reads one of the files that take it waits, and can be ended by nothing.
 *
 * <p>For a program that is to come to its end, they are found by a process of its own, which is
 * left behind where one of them does not answer. An agent, whose container ends with its last
 * process, has {@link Bounded} instead.
 */
public final class SilentDevices {

  /**
   * The files that take it (driver_override_show in drivers/pci/pci-sysfs.c, until kernels that
   * have a lock for the name alone; sriov_numvfs_show in drivers/pci/iov.c).
   */
  private static final List<String> LOCKED = List.of("driver_override", "sriov_numvfs");

  /** Reads the first line of each file, and prints one character for each that answered. */
  private static final String READ_EACH =
      "for file; do read -r _ < \"$file\"; printf .; done 2> /dev/null";

  /** A command line has to take them, and a pipe the answers. */
  private static final int AT_ONCE = 1000;

  private record Device(PciAddress address, Path file) {}

  private SilentDevices() {}

  /**
   * The devices of {@code host} that do not answer. Where no process can be started, none are
   * known.
   *
   * @param patience how long the kernel may take for one device
   */
  public static Set<PciAddress> of(HostRoot host, Duration patience) throws InterruptedException {
    var silent = new TreeSet<PciAddress>();
    var rest = devices(host);
    while (!rest.isEmpty()) {
      var some = rest.subList(0, Math.min(AT_ONCE, rest.size()));
      int answered = answered(some, patience);
      if (answered < some.size()) {
        silent.add(some.get(answered).address());
      }
      rest = rest.subList(Math.min(answered + 1, some.size()), rest.size());
    }
    return Set.copyOf(silent);
  }

  private static List<Device> devices(HostRoot host) {
    var all = new ArrayList<Device>();
    var folder = host.folder("sys/bus/pci/devices");
    for (var name : folder.names()) {
      var device = folder.folder(name);
      var address = PciAddress.parse(name);
      var path = device.path();
      for (var file : LOCKED) {
        if (device.has(file) && address.isPresent() && path.isPresent()) {
          all.add(new Device(address.get(), path.get().resolve(file)));
        }
      }
    }
    return all;
  }

  /** How many of {@code devices} answer, up to the first that does not. */
  private static int answered(List<Device> devices, Duration patience) throws InterruptedException {
    var command = new ArrayList<>(List.of("sh", "-c", READ_EACH, "sh"));
    devices.forEach(it -> command.add(it.file().toString()));
    try {
      var process = new ProcessBuilder(command).start();
      int before = -1;
      int now = 0;
      while (now > before) {
        if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          return devices.size();
        }
        before = now;
        now = process.getInputStream().available();
      }
      // Comes about when the device answers.
      process.destroyForcibly();
      return now;
    } catch (IOException notStarted) {
      return devices.size();
    }
  }
}
