package dev.passthrough.kubelet;

/**
 * Hears each change of a resource's state, in order, on the plugin's own thread: must return
 * quickly.
 */
@FunctionalInterface
public interface StateObserver {

  /** {@code resourceName} is in {@code state} from now on. */
  void changed(String resourceName, ResourceState state);
}
