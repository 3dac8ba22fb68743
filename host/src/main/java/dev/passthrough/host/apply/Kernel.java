package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.Underway;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.SysfsStep;
import dev.passthrough.host.settings.CardSettings;
import dev.passthrough.host.use.HostUse;
import dev.passthrough.host.use.HostUseReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kernel below one root, spoken to with a deadline. A card of which a call has not come back is
 * in quarantine until it does: its device lock is taken, and whatever else is asked of it would
 * hang too.
 */
final class Kernel {

  private final HostRoot root;
  private final KernelWrites writes;
  private final Optional<HostPrograms> programs;
  private final Deadlines deadlines;
  private final HostReading reading;
  private final Map<PciAddress, Hanging> quarantine = new ConcurrentHashMap<>();

  /**
   * A call that has not come back.
   *
   * @param device whose lock it keeps
   */
  record Hanging(PciAddress device, String what) {}

  /**
   * @param programs what speaks to cards' drivers where sysfs does not; empty if nothing may
   */
  Kernel(HostRoot root, KernelWrites writes, Optional<HostPrograms> programs, Deadlines deadlines) {
    this(root, writes, programs, deadlines, HostReading.ofInventory());
  }

  Kernel(
      HostRoot root,
      KernelWrites writes,
      Optional<HostPrograms> programs,
      Deadlines deadlines,
      HostReading reading) {
    this.reading = reading;
    this.root = root;
    this.writes = writes;
    this.programs = programs;
    this.deadlines = deadlines;
  }

  /** The cards in quarantine, each with what it hangs on. */
  Map<PciAddress, String> quarantine() {
    var all = new TreeMap<PciAddress, String>();
    quarantine.forEach((card, hanging) -> all.put(card, hanging.what()));
    return all;
  }

  /**
   * Puts {@code card} into quarantine because an earlier program was left hanging on it, until a
   * read that needs the same lock comes back.
   */
  void suspect(PciAddress card, Hanging hanging) {
    quarantine.put(card, hanging);
    Thread.ofPlatform()
        .daemon()
        .name("kernel: is " + hanging.device() + " back?")
        .start(() -> {
          var _ = new InventoryReader().function(root, hanging.device());
          quarantine.remove(card);
        });
  }

  private Set<PciAddress> hanging() {
    var all = new HashSet<>(quarantine.keySet());
    quarantine.values().forEach(it -> all.add(it.device()));
    return all;
  }

  /** The device of {@code step} as it is now; empty if it is not there. */
  Optional<PciFunction> observe(DeviceStep step) throws StepFailure {
    try {
      return call(
          step,
          "reading " + step.device(),
          () ->
              switch (step) {
                case SysfsStep _ -> new InventoryReader().function(root, step.device());
                case CommandStep _ -> settled(step);
              });
    } catch (IOException e) {
      throw new StepFailure("cannot read %s: %s".formatted(step.device(), words(e)), false);
    }
  }

  private Optional<PciFunction> settled(DeviceStep step) throws IOException {
    var inventory = new InventoryReader();
    var card = inventory.function(root, step.card());
    var function = inventory.function(root, step.device());
    if (card.isEmpty() || function.isEmpty()) {
      return function;
    }
    var all = settings(card.orElseThrow());
    return function.map(it -> it.with(all.getOrDefault(it.address(), Map.of())));
  }

  private Map<PciAddress, Map<Setting, String>> settings(PciFunction card) throws IOException {
    if (programs.isEmpty()) {
      throw new IOException("only root on the host can ask the driver of " + card.address());
    }
    try {
      return CardSettings.read(root, card, programs.orElseThrow()::output);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** {@code snapshot} with what the drivers of {@code cards} hold their functions to. */
  Snapshot settled(Snapshot snapshot, Collection<PciAddress> cards) throws StepFailure {
    var all = new HashMap<PciAddress, Map<Setting, String>>();
    for (var address : cards) {
      var card = snapshot.function(address);
      if (card.isPresent()) {
        all.putAll(read(() -> settings(card.orElseThrow())));
      }
    }
    return snapshot.with(all);
  }

  /**
   * The whole host. Reading can hang like writing: sriov_numvfs_show in drivers/pci/iov.c waits for
   * the device lock that a write holds.
   */
  Snapshot snapshot() throws StepFailure {
    return snapshot(Depth.QUICK);
  }

  /**
   * The whole host, read so deep. A device of which a read does not come back is in quarantine from
   * then on, and the others are read without it: one that is to be removed keeps its lock until the
   * virtual machine that has it ends (vfio_unregister_group_dev in drivers/vfio/vfio_main.c), and
   * driver_override_show waits for that lock.
   */
  Snapshot snapshot(Depth depth) throws StepFailure {
    long end = System.nanoTime() + deadlines.call().toNanos();
    var underway = new Underway();
    var attempt = begin(depth, underway);
    while (System.nanoTime() < end) {
      try {
        return Bounded.await(attempt, deadlines.read());
      } catch (Bounded.HungException late) {
        var stuck = underway.atLeast(deadlines.read());
        if (!stuck.isEmpty()) {
          leaveAlone(stuck, attempt);
          underway = new Underway();
          attempt = begin(depth, underway);
        }
      } catch (IOException unreadable) {
        throw unread("" + unreadable.getMessage());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new StepFailure("interrupted while reading the host", true);
      }
    }
    throw unread("no answer in time");
  }

  private CompletableFuture<Snapshot> begin(Depth depth, Underway underway) {
    var hanging = hanging();
    return Bounded.begin(
        "kernel: reading the host", () -> reading.read(root, depth, hanging, underway));
  }

  private void leaveAlone(Set<PciAddress> devices, CompletableFuture<?> until) {
    for (var device : devices) {
      var hanging = new Hanging(device, "reading " + device);
      quarantine.put(device, hanging);
      var _ = until.whenComplete((done, failed) -> quarantine.remove(device, hanging));
    }
  }

  private static StepFailure unread(String why) {
    return new StepFailure("/sys and /proc cannot be read: " + why, true);
  }

  /** How those of {@code functions} are that are there and not in quarantine. */
  Map<PciAddress, VitalSigns> vitalSigns(Set<PciAddress> functions) throws StepFailure {
    var asked = new HashSet<>(functions);
    asked.removeAll(hanging());
    return read(() -> new InventoryReader().vitalSigns(root, asked));
  }

  /** What the machine does with its functions. */
  HostUse use() throws StepFailure {
    return read(() -> HostUseReader.read(root));
  }

  private <T> T read(Bounded.Call<T> reading) throws StepFailure {
    try {
      return Bounded.call("kernel: reading the host", deadlines.call(), reading);
    } catch (Bounded.HungException | IOException unanswered) {
      throw unread("" + unanswered.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new StepFailure("interrupted while reading the host", true);
    }
  }

  /**
   * Does what {@code step} says.
   *
   * @throws IOException the kernel's answer
   */
  void write(DeviceStep step) throws IOException, StepFailure {
    switch (step) {
      case SysfsStep it -> {
        var file = inside(it.path());
        call(
            it,
            act(it),
            () -> {
              writes.write(file, it.value());
              return true;
            });
      }
      case CommandStep it -> call(it, act(it), () -> run(it.command()));
    }
  }

  /** What carrying out {@code step} is called. */
  static String act(DeviceStep step) {
    return switch (step) {
      case SysfsStep it -> "writing '%s' to /sys/%s".formatted(it.value(), it.path());
      case CommandStep it -> "'%s'".formatted(String.join(" ", it.command()));
    };
  }

  private boolean run(List<String> command) throws IOException {
    if (programs.isEmpty()) {
      throw new IOException("only root on the host can run it");
    }
    try {
      programs.orElseThrow().run(command);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** A path below {@code sys} with all links followed, which may not lead out of it. */
  private Path inside(String path) throws StepFailure {
    var sys = root.sys().path();
    var file = root.resolve("sys/" + path);
    if (sys.isEmpty() || file.isEmpty()) {
      throw new StepFailure("/sys/%s does not exist on this host".formatted(path), false);
    }
    if (!file.orElseThrow().startsWith(sys.orElseThrow())) {
      throw new StepFailure(
          "/sys/%s leads out of /sys, to %s; nothing was written"
              .formatted(path, file.orElseThrow()),
          false);
    }
    return file.orElseThrow();
  }

  private <T> T call(DeviceStep step, String what, Bounded.Call<T> call)
      throws IOException, StepFailure {
    var card = step.card();
    var hanging = quarantine.getOrDefault(card, quarantine.get(step.device()));
    if (hanging != null) {
      throw new StepFailure(
          "%s is left alone: %s has not come back".formatted(card, hanging.what()), true);
    }
    try {
      return Bounded.call("kernel: " + what, deadlines.call(), call);
    } catch (Bounded.HungException hung) {
      quarantine.put(card, new Hanging(step.device(), what));
      var _ = hung.end().whenComplete((done, failed) -> quarantine.remove(card));
      throw new StepFailure(
          "%s has not come back within %d s; %s is left alone until it does; look at the kernel's log (dmesg), a reboot may be needed"
              .formatted(what, deadlines.call().toSeconds(), card),
          true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new StepFailure("interrupted while " + what, true);
    }
  }

  /** The kernel's own words in {@code e}, without the path that Java puts before them. */
  static String words(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case FileSystemException it when it.getReason() != null -> it.getReason();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
