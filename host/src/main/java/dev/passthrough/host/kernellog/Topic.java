package dev.passthrough.host.kernellog;

/** What a line of the kernel's log can tell. */
public enum Topic {
  IOMMU_ON,
  INTERRUPT_REMAPPING_ON,
  INTERRUPT_REMAPPING_OFF,
  RESERVED_MEMORY_REFUSAL,
  FIRMWARE_BUG,
  NO_ROOM_FOR_VIRTUAL_FUNCTIONS,
  NO_ROOM_FOR_BAR,
  ACS_OVERRIDE,
  SECURE_BOOT,
  LOCKDOWN,
  BAR_HELD,
  UNKNOWN_OPTION
}
