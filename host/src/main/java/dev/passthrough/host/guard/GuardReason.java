package dev.passthrough.host.guard;

/**
 * Why a guard refuses a device; spelled as in the JSON of {@code inspect} and in the spec's
 * overrides.
 */
public enum GuardReason {
  BootDisplay,
  DiskInUse,
  NetworkInUse,
  VirtualFunctionsHeld,
  MediatedDevicesHeld,
  OpenByProcess,
  NoReset
}
