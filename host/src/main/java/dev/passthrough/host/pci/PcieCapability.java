package dev.passthrough.host.pci;

import java.util.Optional;

/**
 * The PCI Express capability.
 *
 * @param portType 0 endpoint, 1 legacy endpoint, 4 root port, 5 upstream and 6 downstream switch
 *     port, 7 PCIe-to-PCI bridge, 8 PCI-to-PCIe bridge, 9 integrated endpoint, 10 event collector
 * @param functionLevelReset whether it can be reset without its neighbours
 */
public record PcieCapability(int portType, boolean functionLevelReset) {

  private static final int ID = 0x10;

  /** Empty on conventional PCI, or where it cannot be read. */
  public static Optional<PcieCapability> of(ConfigSpace config) {
    return config
        .capability(ID)
        .filter(it -> config.has(it.offset(), 8))
        .map(it ->
            new PcieCapability(
                config.u16(it.offset() + 2) >> 4 & 0xf,
                (config.u32(it.offset() + 4) >>> 28 & 1) == 1));
  }

  /**
   * A root port or a switch's downstream port: the ones that must keep what is below them apart.
   */
  public boolean downstream() {
    return portType == 4 || portType == 6;
  }
}
