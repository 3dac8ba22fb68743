package dev.passthrough.host.inventory;

/**
 * How many errors the link has reported since boot (sysfs {@code aer_dev_*}, their TOTAL lines).
 */
public record ErrorCounters(long correctable, long nonFatal, long fatal) {}
