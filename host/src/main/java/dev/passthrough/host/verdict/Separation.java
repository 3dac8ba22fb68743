package dev.passthrough.host.verdict;

/** What keeps a function's group apart from the groups beside it. */
public enum Separation {
  /** The hardware: by its place, by ACS, or by the kernel's own table of devices that need none. */
  Hardware,
  /** Cannot be told: neither the ACS capabilities nor the kernel's command line could be read. */
  Unproven,
  /**
   * An ACS override on the kernel's command line. It only says so; the devices can still reach each
   * other, and with that a VM the host's memory.
   */
  Override
}
