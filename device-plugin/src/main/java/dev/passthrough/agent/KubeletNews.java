package dev.passthrough.agent;

import dev.passthrough.kubelet.ResourceState;
import dev.passthrough.kubelet.StateObserver;
import java.time.Duration;

/** Begins a turn when kubelet's view of a resource changes, and soon after it gave devices away. */
record KubeletNews(Wake wake) implements StateObserver {

  /** Kubelet names a pod as the holder only once it has admitted it. */
  private static final Duration ADMISSION = Duration.ofSeconds(2);

  @Override
  public void changed(String resourceName, ResourceState state) {
    wake.now();
  }

  @Override
  public void allocated(String resourceName, int units) {
    wake.after(ADMISSION);
  }
}
