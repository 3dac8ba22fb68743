package dev.passthrough.host.plan;

import dev.passthrough.host.pci.PciAddress;

/**
 * Lets this machine's drivers take the new virtual functions of {@code device}, or keeps them off
 * (sysfs {@code sriov_drivers_autoprobe}).
 *
 * @param on what it is set to; it was the opposite
 */
public record SetDriversAutoprobe(PciAddress device, boolean on) implements SysfsStep {

  @Override
  public PciAddress card() {
    return device;
  }

  @Override
  public Property property() {
    return Attribute.DRIVERS_AUTOPROBE;
  }

  @Override
  public String from() {
    return on ? "0" : "1";
  }

  @Override
  public String to() {
    return on ? "1" : "0";
  }

  @Override
  public String path() {
    return DeviceStep.deviceFile(device, property().attribute());
  }

  @Override
  public String value() {
    return to();
  }

  @Override
  public String sentence() {
    return on
        ? device + ": let the host's drivers take new virtual functions again"
        : device + ": keep the host's drivers off new virtual functions";
  }
}
