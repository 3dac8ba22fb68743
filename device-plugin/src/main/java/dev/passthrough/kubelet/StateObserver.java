package dev.passthrough.kubelet;

import java.util.Arrays;
import java.util.List;

/** Hears what happens between the plugin and kubelet: must return quickly. */
@FunctionalInterface
public interface StateObserver {

  /** The reasons for which requests are refused. */
  List<String> REFUSALS =
      Arrays.stream(Allocation.Cause.values()).map(Allocation.Cause::word).toList();

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

  /**
   * A request of kubelet for {@code resourceName} was refused. Told on the thread of the call.
   *
   * @param reason one of {@link #REFUSALS}
   * @param sentence what kubelet was told
   */
  default void refused(String resourceName, String reason, String sentence) {}

  /**
   * A device of {@code resourceName} became healthy or unhealthy, or for another cause. Told on the
   * plugin's own thread.
   */
  default void turned(String resourceName, DeviceUnit unit) {}

  /** {@code resourceName} is not offered any more. Told on the plugin's own thread. */
  default void withdrawn(String resourceName) {}
}
