package dev.passthrough.host.pci;

import java.util.Optional;

/**
 * The SR-IOV capability as the hardware has it. What a driver allows may be less: sysfs {@code
 * sriov_totalvfs} is what counts.
 *
 * @param firstOffset how far the first virtual function's routing id is from its physical
 *     function's
 * @param stride how far each is from the one before
 */
public record SriovCapability(
    int initialVfs,
    int totalVfs,
    int numVfs,
    boolean enabled,
    int firstOffset,
    int stride,
    String vfDevice) {

  private static final int EXTENDED_ID = 0x0010;

  public static Optional<SriovCapability> of(ConfigSpace config) {
    return config
        .extendedCapability(EXTENDED_ID)
        .map(ConfigSpace.Capability::offset)
        .filter(at -> config.has(at, 0x1c))
        .map(at ->
            new SriovCapability(
                config.u16(at + 0x0c),
                config.u16(at + 0x0e),
                config.u16(at + 0x10),
                (config.u16(at + 0x08) & 1) == 1,
                config.u16(at + 0x14),
                config.u16(at + 0x16),
                "%04x".formatted(config.u16(at + 0x1a))));
  }

  /**
   * Where the hardware puts the virtual function {@code index} of {@code physical}, counted from 0.
   */
  public PciAddress address(PciAddress physical, int index) {
    int routingId =
        (physical.bus() << 8 | physical.device() << 3 | physical.function())
            + firstOffset
            + index * stride;
    return new PciAddress(
        physical.domain(), routingId >> 8 & 0xff, routingId >> 3 & 0x1f, routingId & 7);
  }
}
