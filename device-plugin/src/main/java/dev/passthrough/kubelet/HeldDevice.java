package dev.passthrough.kubelet;

/**
 * A device that kubelet has given to a container.
 *
 * @param deviceId the unit's id, as it was offered
 */
public record HeldDevice(
    String resourceName, String deviceId, String namespace, String pod, String container) {

  /** The pod as people name it: {@code namespace/name}. */
  public String holder() {
    return namespace + "/" + pod;
  }
}
