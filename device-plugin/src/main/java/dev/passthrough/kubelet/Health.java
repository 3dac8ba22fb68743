package dev.passthrough.kubelet;

/**
 * Whether a unit can be handed out, and if not, why. kubelet hears only the one word; the cause is
 * for people.
 */
public sealed interface Health {

  /** The one value of its kind. */
  Health HEALTHY = new Healthy();

  /** The one value of its kind. */
  Health RECALLED = new Recalled();

  /** Can be handed out. */
  record Healthy() implements Health {}

  /**
   * Is counted in the node's capacity and not handed out.
   *
   * @param cause a clause without a full stop that goes on from "is unhealthy:", e.g. {@code its
   *     reset failed}
   * @param visible whether a look at the device shows it, so that another look can lift it
   */
  record Unhealthy(String cause, boolean visible) implements Health {}

  /** Is well, and about to be taken back by this program: is counted and not handed out. */
  record Recalled() implements Health {}

  /** Shorthand for {@link #HEALTHY}. */
  static Health healthy() {
    return HEALTHY;
  }

  /** Unhealthy for a reason that a look at the device does not show. */
  static Health unhealthy(String cause) {
    return new Unhealthy(cause, false);
  }

  /** Unhealthy for a reason that can be seen, and so be seen to be gone. */
  static Health visibly(String cause) {
    return new Unhealthy(cause, true);
  }
}
