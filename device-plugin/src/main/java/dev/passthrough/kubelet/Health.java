package dev.passthrough.kubelet;

/**
 * Whether a unit can be handed out, and if not, why. kubelet hears only the one word; the cause is
 * for people.
 */
public sealed interface Health {

  /** The one value of its kind. */
  Health HEALTHY = new Healthy();

  /** Can be handed out. */
  record Healthy() implements Health {}

  /**
   * Is counted in the node's capacity and not handed out.
   *
   * @param cause a clause without a full stop that goes on from "is unhealthy:", e.g. {@code its
   *     driver is igbvf}
   */
  record Unhealthy(String cause) implements Health {}

  /** Shorthand for {@link #HEALTHY}. */
  static Health healthy() {
    return HEALTHY;
  }

  /** Shorthand for {@link Unhealthy}. */
  static Health unhealthy(String cause) {
    return new Unhealthy(cause);
  }
}
