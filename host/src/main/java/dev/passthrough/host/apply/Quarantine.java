package dev.passthrough.host.apply;

import dev.passthrough.host.pci.PciAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices that are left alone because a call about them has not come back: it keeps their lock, and
 * whatever else is asked of them would hang too. Each is out again as soon as its call has ended.
 */
final class Quarantine {

  /**
   * A call that has not come back.
   *
   * @param device whose lock it keeps
   */
  record Hanging(PciAddress device, String what) {}

  private final Map<PciAddress, Hanging> all = new ConcurrentHashMap<>();
  private final Set<PciAddress> mute = ConcurrentHashMap.newKeySet();

  /** Leaves {@code card} alone until {@code call} has ended, however it does. */
  void put(PciAddress card, Hanging hanging, CompletableFuture<?> call) {
    all.put(card, hanging);
    var _ = call.whenComplete((done, failed) -> all.remove(card, hanging));
  }

  /** Asks {@code device} not even for its configuration space until {@code call} has ended. */
  void silence(PciAddress device, CompletableFuture<?> call) {
    mute.add(device);
    var _ = call.whenComplete((done, failed) -> mute.remove(device));
  }

  /** Those that are not even asked for their configuration space. */
  Set<PciAddress> mute() {
    return Set.copyOf(mute);
  }

  /** What keeps {@code device}, a function of {@code card}, from being asked anything. */
  Optional<Hanging> about(PciAddress card, PciAddress device) {
    return Optional.ofNullable(all.getOrDefault(card, all.get(device)));
  }

  /** Those left alone, each with what it hangs on. */
  Map<PciAddress, String> reasons() {
    var reasons = new TreeMap<PciAddress, String>();
    all.forEach((card, hanging) -> reasons.put(card, hanging.what()));
    return reasons;
  }

  /** Those left alone, and those whose lock is taken. */
  Set<PciAddress> devices() {
    var devices = new HashSet<>(all.keySet());
    all.values().forEach(it -> devices.add(it.device()));
    return devices;
  }
}
