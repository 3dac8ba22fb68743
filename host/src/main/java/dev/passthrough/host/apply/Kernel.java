package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Setting;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.CommandStep;
import dev.passthrough.host.plan.DeviceStep;
import dev.passthrough.host.plan.Found;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.SysfsStep;
import dev.passthrough.host.settings.CardSettings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel below one root, spoken to with a deadline. A card of which a call has not come back is
 * in quarantine until it does.
 */
final class Kernel {

  private final HostRoot root;
  private final KernelWrites writes;
  private final Optional<HostPrograms> programs;
  private final Deadlines deadlines;
  private final HostReader reader;
  private final Quarantine quarantine;

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
    this.root = root;
    this.writes = writes;
    this.programs = programs;
    this.deadlines = deadlines;
    this.quarantine = new Quarantine();
    this.reader = new HostReader(root, deadlines, reading, quarantine);
  }

  /** The whole host, without what its cards' drivers hold functions to. */
  HostReader reader() {
    return reader;
  }

  /** The cards in quarantine, each with what it hangs on. */
  Map<PciAddress, String> quarantine() {
    return quarantine.reasons();
  }

  /**
   * Puts {@code card} into quarantine because an earlier program was left hanging on it, until a
   * read that needs the same lock comes back.
   */
  void suspect(PciAddress card, Quarantine.Hanging hanging) {
    quarantine.put(
        card,
        hanging,
        Bounded.begin(
            "kernel: is " + hanging.device() + " back?",
            () -> new InventoryReader().function(root, hanging.device())));
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
        all.putAll(reader.read(() -> settings(card.orElseThrow())));
      }
    }
    return snapshot.with(all);
  }

  /** The whole host as it is now. */
  Snapshot snapshot() throws StepFailure {
    return reader.snapshot(Depth.QUICK);
  }

  /** What {@code ledger} holds and is true again, of the devices that tell. */
  List<Found> settled(Ledger ledger) throws StepFailure {
    var seen = reader.seen(Depth.QUICK);
    return ledger.settled(seen.snapshot()).stream()
        .filter(it -> !seen.hanging().contains(it.device()))
        .toList();
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
    var hanging = quarantine.about(card, step.device());
    if (hanging.isPresent()) {
      throw new StepFailure(
          "%s is left alone: %s has not come back".formatted(card, hanging.orElseThrow().what()),
          true);
    }
    try {
      return Bounded.call("kernel: " + what, deadlines.call(), call);
    } catch (Bounded.HungException hung) {
      quarantine.put(card, new Quarantine.Hanging(step.device(), what), hung.end());
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
