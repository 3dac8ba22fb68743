package dev.passthrough.operator.privileged;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.PrivilegedResult.Outcome;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A privileged pod as the cluster has it.
 *
 * @param version of the pod, as it was seen
 * @param generation of the spec that it was started for
 * @param asked what that spec asked for, the grant aside
 * @param need why it was started
 * @param begun whether its program was started
 * @param end what it came to; empty while it runs
 * @param progress how far it is, for a person
 */
record SeenPod(
    String name,
    String version,
    Order order,
    long generation,
    PassthroughNodeSpec asked,
    String need,
    boolean begun,
    Optional<PrivilegedResult> end,
    String progress) {

  private static final List<String> OVER = List.of("Succeeded", "Failed");

  static SeenPod of(Pod pod) {
    var metadata = pod.getMetadata();
    var annotations = metadata.getAnnotations();
    var word = metadata.getLabels().getOrDefault(PrivilegedPod.PURPOSE, "");
    var purpose =
        Arrays.stream(Purpose.values())
            .filter(it -> it.word().equals(word))
            .findFirst()
            .orElse(Purpose.LOOK);
    var order = new Order(purpose, annotations.getOrDefault(PrivilegedPod.HASH, ""));
    return new SeenPod(
        metadata.getName(),
        Objects.requireNonNullElse(metadata.getResourceVersion(), ""),
        order,
        Long.parseLong(annotations.getOrDefault(PrivilegedPod.GENERATION, "0")),
        asked(annotations.getOrDefault(PrivilegedPod.OBJECT, "{}")),
        annotations.getOrDefault(PrivilegedPod.NEED, ""),
        begun(pod),
        end(pod, order),
        progress(pod));
  }

  /**
   * Whether a pod has to be reckoned with. One that is being deleted is, while it may change the
   * node: from its program's begin to its end.
   */
  static boolean counts(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      return true;
    }
    var ending = of(pod);
    return ending.order().purpose().changesTheNode() && ending.begun() && ending.end().isEmpty();
  }

  private static PassthroughNodeSpec asked(String object) {
    return Optional.ofNullable(Serialization.unmarshal(object, PassthroughNode.class).getSpec())
        .map(Situation::asked)
        .orElseGet(() -> new PassthroughNodeSpec(Mode.Observe, List.of()));
  }

  private static boolean begun(Pod pod) {
    return pod.getStatus() != null
        && container(pod)
            .filter(
                it -> it.getState().getRunning() != null || it.getState().getTerminated() != null)
            .isPresent();
  }

  private static Optional<PrivilegedResult> end(Pod pod, Order order) {
    if (pod.getStatus() == null || !OVER.contains(pod.getStatus().getPhase())) {
      return Optional.empty();
    }
    var terminated = terminated(pod);
    return Optional.of(
        terminated
            .flatMap(it -> parsed(it.getMessage()))
            .orElseGet(() -> silent(pod, terminated, order)));
  }

  private static Optional<ContainerStateTerminated> terminated(Pod pod) {
    return container(pod).flatMap(it -> Optional.ofNullable(it.getState().getTerminated()));
  }

  private static Optional<ContainerStatus> container(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(it -> it.getState() != null)
        .findFirst();
  }

  private static Optional<PrivilegedResult> parsed(@Nullable String message) {
    if (message == null || !message.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Serialization.unmarshal(message, PrivilegedResult.class))
          // Without a word of why, the pod's own end says more.
          .filter(it -> it.outcome() != Outcome.Failed || !it.remarks().isEmpty());
    } catch (RuntimeException otherWords) {
      return Optional.empty();
    }
  }

  /** Of a pod that ended without the program's own word. */
  private static PrivilegedResult silent(
      Pod pod, Optional<ContainerStateTerminated> terminated, Order order) {
    var why =
        terminated
            .map(it ->
                "code %d (%s): %s".formatted(it.getExitCode(), it.getReason(), it.getMessage()))
            .orElseGet(() ->
                "%s: %s".formatted(pod.getStatus().getReason(), pod.getStatus().getMessage()));
    var plan = order.hash().isEmpty() ? null : new PlanStatus(order.hash(), List.of());
    return PrivilegedResult.of(
        Outcome.Failed,
        plan,
        List.of("Pod %s ended with %s".formatted(pod.getMetadata().getName(), why)));
  }

  private static String progress(Pod pod) {
    if (pod.getStatus() == null) {
      return "new";
    }
    return container(pod)
        .flatMap(it -> Optional.ofNullable(it.getState().getWaiting()))
        .map(it ->
            it.getMessage() == null ? it.getReason() : it.getReason() + ", " + it.getMessage())
        .orElse(String.valueOf(pod.getStatus().getPhase()));
  }
}
