package dev.passthrough.operator.kubevirt;

/**
 * What an admin lets the operator change besides its own entries.
 *
 * @param gate switch on KubeVirt's feature gate {@code HostDevices}
 * @param stop stop KubeVirt from removing mediated devices that it did not make
 */
public record Allowed(boolean gate, boolean stop) {}
