package dev.passthrough.kubelet;

/** Hears what happens between the plugin and kubelet: must return quickly. */
@FunctionalInterface
public interface StateObserver {

  /**
   * {@code resourceName} is in {@code state} from now on. Told in order, on the plugin's own
   * thread.
   */
  void changed(String resourceName, ResourceState state);

  /**
   * Kubelet was given {@code units} devices of {@code resourceName} for one pod. Told on the thread
   * of the call, after its answer.
   */
  default void allocated(String resourceName, int units) {}
}
