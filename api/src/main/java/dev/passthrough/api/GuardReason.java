package dev.passthrough.api;

/**
 * A guard, by what it refuses a device for; spelled as in the JSON of {@code inspect} and in the
 * spec's overrides.
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
