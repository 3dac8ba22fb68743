package dev.passthrough.host.pci;

/**
 * The ways of resetting that the configuration space promises. The kernel's {@code reset_method}
 * knows more: quirks, and what the slot and the bus can do.
 *
 * @param functionLevel by the PCI Express capability
 * @param advancedFeatures by the conventional PCI capability of that name
 * @param powerManagement by going to D3hot and back, which loses the state
 */
public record ResetCapability(
    boolean functionLevel, boolean advancedFeatures, boolean powerManagement) {

  private static final int POWER_MANAGEMENT = 0x01;
  private static final int ADVANCED_FEATURES = 0x13;
  private static final int NO_SOFT_RESET = 1 << 3;

  public static ResetCapability of(ConfigSpace config) {
    return new ResetCapability(
        PcieCapability.of(config).filter(PcieCapability::functionLevelReset).isPresent(),
        config
            .capability(ADVANCED_FEATURES)
            .filter(it -> (config.u8(it.offset() + 3) & 0b11) == 0b11)
            .isPresent(),
        config
            .capability(POWER_MANAGEMENT)
            .filter(it -> config.has(it.offset() + 4, 2))
            .filter(it -> (config.u16(it.offset() + 4) & NO_SOFT_RESET) == 0)
            .isPresent());
  }
}
