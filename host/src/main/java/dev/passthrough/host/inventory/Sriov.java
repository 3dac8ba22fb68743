package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a physical function can make (Documentation/ABI/testing/sysfs-bus-pci, {@code sriov_*}).
 *
 * @param totalVfs as the driver allows, which may be less than the configuration space says
 * @param numVfs how many are enabled
 * @param driversAutoprobe whether drivers of this machine may take new virtual functions; true
 *     where the kernel has no such file
 * @param routing where the virtual functions sit relative to the physical one; empty where the
 *     kernel does not say
 * @param virtualFunctions in the order of their index, {@code virtfn10} after {@code virtfn2}
 */
public record Sriov(
    int totalVfs,
    int numVfs,
    boolean driversAutoprobe,
    Optional<Routing> routing,
    List<PciAddress> virtualFunctions) {

  /**
   * Where virtual functions sit (PCI Express Base 9.3.3.9 and 9.3.3.10): the first is {@code
   * offset} routing ids after the physical function, each further one {@code stride} after the one
   * before.
   */
  public record Routing(int offset, int stride) {}

  public Sriov {
    virtualFunctions = List.copyOf(virtualFunctions);
  }

  /**
   * The addresses that the first {@code count} virtual functions of {@code physical} will have, by
   * index; empty if the card does not say, or says what cannot be.
   */
  public List<PciAddress> predict(PciAddress physical, int count) {
    if (routing.isEmpty() || count < 1) {
      return List.of();
    }
    var way = routing.orElseThrow();
    int own = physical.bus() << 8 | physical.device() << 3 | physical.function();
    int first = own + way.offset();
    long last = first + (long) way.stride() * (count - 1);
    if (way.offset() < 1 || (count > 1 && way.stride() < 1) || last > 0xffff) {
      return List.of();
    }
    return IntStream.range(0, count)
        .map(index -> first + index * way.stride())
        .mapToObj(id -> new PciAddress(physical.domain(), id >> 8, id >> 3 & 0x1f, id & 7))
        .toList();
  }
}
