package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Underway;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.use.HostUse;
import dev.passthrough.host.use.HostUseReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The host below one root, read with a deadline. Reading can hang like writing: sriov_numvfs_show
 * in drivers/pci/iov.c waits for the device lock that a write holds.
 *
 * @param quarantine gets the devices of which a read does not come back
 */
record HostReader(HostRoot root, Deadlines deadlines, HostReading reading, Quarantine quarantine) {

  /**
   * The host as it was seen.
   *
   * @param hanging devices of which only what takes no lock was read: the rest is not known
   */
  record Seen(Snapshot snapshot, Set<PciAddress> hanging) {

    Seen {
      hanging = Set.copyOf(hanging);
    }
  }

  /** As {@link #seen}. */
  Snapshot snapshot(Depth depth) throws StepFailure {
    return seen(depth).snapshot();
  }

  /**
   * The whole host, read so deep. A device of which a read does not come back is in quarantine from
   * then on, and the others are read without it: one that is to be removed keeps its lock until the
   * virtual machine that has it ends (vfio_unregister_group_dev in drivers/vfio/vfio_main.c), and
   * driver_override_show waits for that lock. One of which such a read does not come back either is
   * read without its configuration space.
   */
  Seen seen(Depth depth) throws StepFailure {
    long end = System.nanoTime() + deadlines.call().toNanos();
    var underway = new Underway();
    var hanging = quarantine.devices();
    var attempt = begin(depth, hanging, underway);
    while (System.nanoTime() < end) {
      try {
        return Bounded.await(attempt, deadlines.read());
      } catch (Bounded.HungException late) {
        var stuck = underway.atLeast(deadlines.read());
        if (!stuck.isEmpty()) {
          leaveAlone(stuck, hanging, attempt);
          underway = new Underway();
          hanging = quarantine.devices();
          attempt = begin(depth, hanging, underway);
        }
      } catch (IOException unreadable) {
        throw unread("" + unreadable.getMessage());
      } catch (InterruptedException _) {
        throw interrupted();
      }
    }
    throw unread("no answer in time");
  }

  private CompletableFuture<Seen> begin(Depth depth, Set<PciAddress> hanging, Underway underway) {
    var mute = quarantine.mute();
    return Bounded.begin(
        "kernel: reading the host",
        () -> new Seen(reading.read(root, depth, hanging, mute, underway), hanging));
  }

  private void leaveAlone(
      Set<PciAddress> devices, Set<PciAddress> hanging, CompletableFuture<?> until) {
    for (var device : devices) {
      quarantine.put(device, new Quarantine.Hanging(device, "reading " + device), until);
      if (hanging.contains(device)) {
        quarantine.silence(device, until);
      }
    }
  }

  /** How those of {@code functions} are that are there and not in quarantine. */
  Map<PciAddress, VitalSigns> vitalSigns(Set<PciAddress> functions) throws StepFailure {
    var asked = new HashSet<>(functions);
    asked.removeAll(quarantine.devices());
    return read(() -> new InventoryReader().vitalSigns(root, asked));
  }

  /** What the machine does with its functions. */
  HostUse use() throws StepFailure {
    return read(() -> HostUseReader.read(root));
  }

  /** Whatever else of the host is to be read, within the deadline of a call. */
  <T> T read(Bounded.Call<T> call) throws StepFailure {
    try {
      return Bounded.call("kernel: reading the host", deadlines.call(), call);
    } catch (Bounded.HungException | IOException unanswered) {
      throw unread("" + unanswered.getMessage());
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private static StepFailure unread(String why) {
    return new StepFailure("/sys and /proc cannot be read: " + why, true);
  }

  private static StepFailure interrupted() {
    Thread.currentThread().interrupt();
    return new StepFailure("interrupted while reading the host", true);
  }
}
