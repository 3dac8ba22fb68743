package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this machine does with its functions at one moment.
 *
 * @param disks for a function with a disk in use, sentences that say how
 * @param networks for a function with an interface in use, sentences that say how
 * @param moved functions whose interface is in another network namespace, such as a pod's
 * @param holders for a function that is open, by whom
 * @param framebuffers memory that consoles draw into
 * @param blindSpots what could not be seen; a guard that needed it has not refused and may have had
 *     to
 * @param exposed which functions have something to use at all
 */
public record HostUse(
    Map<PciAddress, List<String>> disks,
    Map<PciAddress, List<String>> networks,
    Set<PciAddress> moved,
    Map<PciAddress, Set<Holder>> holders,
    List<Framebuffer> framebuffers,
    List<BlindSpot> blindSpots,
    Exposed exposed) {

  public HostUse {
    disks = Map.copyOf(disks);
    networks = Map.copyOf(networks);
    moved = Set.copyOf(moved);
    holders = Map.copyOf(holders);
    framebuffers = List.copyOf(framebuffers);
    blindSpots = List.copyOf(blindSpots);
  }

  /** A machine that does nothing with its devices, as far as anyone knows. */
  public static HostUse nothing() {
    return new HostUse(
        Map.of(), Map.of(), Set.of(), Map.of(), List.of(), List.of(), Exposed.nothing());
  }

  /** As the resident agent sees it: no open files of other processes, and no {@code /etc}. */
  public HostUse asAgentSees() {
    var blind = new ArrayList<>(blindSpots);
    blind.add(new BlindSpot(BlindSpot.Kind.OpenFiles, "open files of other processes"));
    blind.add(new BlindSpot(BlindSpot.Kind.ApiServer, "the route to the API server"));
    return new HostUse(disks, networks, moved, Map.of(), framebuffers, blind, exposed);
  }

  public List<String> disks(PciAddress function) {
    return disks.getOrDefault(function, List.of());
  }

  public List<String> networks(PciAddress function) {
    return networks.getOrDefault(function, List.of());
  }

  public List<Holder> holders(PciAddress function) {
    return holders.getOrDefault(function, Set.of()).stream().sorted().toList();
  }

  /** What could not be seen of this kind; empty if all was. */
  public Optional<BlindSpot> blindSpot(BlindSpot.Kind kind) {
    return blindSpots.stream().filter(it -> it.kind() == kind).findFirst();
  }
}
