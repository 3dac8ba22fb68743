package dev.passthrough.agent;

import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.ResourceState;
import dev.passthrough.kubelet.StateObserver;
import java.time.Duration;
import java.util.List;

/**
 * Begins a turn soon after kubelet's view of a resource changes, and after it gave devices away.
 *
 * @param further hear everything too
 */
record KubeletNews(Wake wake, List<StateObserver> further) implements StateObserver {

  /** Kubelet names a pod as the holder only once it has admitted it. */
  private static final Duration ADMISSION = Duration.ofSeconds(2);

  /**
   * How soon a turn tells of a change: of many at once, as when kubelet starts, one turn tells, and
   * it does not keep them from being over.
   */
  private static final Duration GATHERING = Duration.ofMillis(250);

  @Override
  public void changed(String resourceName, ResourceState state) {
    wake.tell(GATHERING);
    further.forEach(it -> it.changed(resourceName, state));
  }

  @Override
  public void allocated(String resourceName, int units) {
    wake.tell(ADMISSION);
    further.forEach(it -> it.allocated(resourceName, units));
  }

  @Override
  public void refused(String resourceName, String reason, String sentence) {
    further.forEach(it -> it.refused(resourceName, reason, sentence));
  }

  @Override
  public void turned(String resourceName, DeviceUnit unit) {
    further.forEach(it -> it.turned(resourceName, unit));
  }

  @Override
  public void withdrawn(String resourceName) {
    further.forEach(it -> it.withdrawn(resourceName));
  }
}
