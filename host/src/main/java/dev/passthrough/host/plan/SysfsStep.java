package dev.passthrough.host.plan;

/** One write to a file of the kernel's. */
public sealed interface SysfsStep extends DeviceStep
    permits SetDriversAutoprobe,
        SetVirtualFunctions,
        SetDriverOverride,
        UnbindDriver,
        ProbeDriver,
        BindDriver,
        CreateMediatedDevice,
        RemoveMediatedDevice,
        SetVgpuType {

  /** The file that is written, below {@code /sys}. */
  String path();

  /** What is written into it; a line end follows. */
  String value();

  @Override
  default Privilege privilege() {
    return Privilege.SYSFS;
  }
}
