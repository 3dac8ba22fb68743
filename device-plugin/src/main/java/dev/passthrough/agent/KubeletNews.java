package dev.passthrough.agent;

import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.ResourceState;
import dev.passthrough.kubelet.StateObserver;
import java.time.Duration;

/**
 * Begins a turn soon after kubelet's view of a resource changes, and after it gave devices away.
 *
 * @param further hears everything too
 */
record KubeletNews(Wake wake, StateObserver further) implements StateObserver {

  /** Kubelet names a pod as the holder only once it has admitted it. */
  private static final Duration ADMISSION = Duration.ofSeconds(2);

  /**
   * How soon a turn tells of a change: of many at once, as when kubelet starts, one turn tells, and
   * it does not keep them from being over.
   */
  private static final Duration GATHERING = Duration.ofMillis(250);

  @Override
  public void changed(String resourceName, ResourceState state) {
    wake.after(GATHERING);
    further.changed(resourceName, state);
  }

  @Override
  public void allocated(String resourceName, int units) {
    wake.after(ADMISSION);
    further.allocated(resourceName, units);
  }

  @Override
  public void refused(String resourceName, String reason) {
    further.refused(resourceName, reason);
  }

  @Override
  public void turned(String resourceName, Health health) {
    further.turned(resourceName, health);
  }

  @Override
  public void withdrawn(String resourceName) {
    further.withdrawn(resourceName);
  }
}
