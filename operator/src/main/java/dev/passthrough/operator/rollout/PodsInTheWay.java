package dev.passthrough.operator.rollout;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The pods that have to leave a node, {@code namespace/name} each. Pods of DaemonSets and of files
 * on the node (mirror pods) come back by themselves and are left, as are pods that have ended; one
 * that belongs to no controller would be lost for good, and is nobody's to evict ({@code kubectl
 * drain} refuses those, too).
 *
 * @param evict to be asked to go
 * @param going on their way
 * @param lost that nothing would start anew
 */
record PodsInTheWay(List<String> evict, List<String> going, List<String> lost) {

  /** Set by kubelet on pods of its own: kubernetes.io/docs/reference/labels-annotations-taints. */
  private static final String MIRROR = "kubernetes.io/config.mirror";

  static PodsInTheWay none() {
    return new PodsInTheWay(List.of(), List.of(), List.of());
  }

  /**
   * @param pods on the node
   * @param holders of devices
   */
  static PodsInTheWay of(Collection<Pod> pods, Scope scope, Set<String> holders) {
    List<String> evict = new ArrayList<>();
    List<String> going = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (var pod : pods) {
      var name = name(pod);
      boolean meant =
          switch (scope) {
            case NOBODY -> false;
            case HOLDERS -> holders.contains(name);
            case EVERYBODY -> true;
          };
      if (!meant || staysOrHasEnded(pod)) {
        continue;
      }
      if (pod.isMarkedForDeletion()) {
        going.add(name);
      } else if (controller(pod).isEmpty()) {
        lost.add(name);
      } else {
        evict.add(name);
      }
    }
    return new PodsInTheWay(
        evict.stream().sorted().toList(),
        going.stream().sorted().toList(),
        lost.stream().sorted().toList());
  }

  static String name(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  boolean areGone() {
    return evict.isEmpty() && going.isEmpty() && lost.isEmpty();
  }

  private static boolean staysOrHasEnded(Pod pod) {
    var annotations =
        Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of());
    var phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    return annotations.containsKey(MIRROR)
        || phase.equals("Succeeded")
        || phase.equals("Failed")
        || controller(pod).filter(it -> it.getKind().equals("DaemonSet")).isPresent()
        // The operator's own privileged pods belong to the node's object, which restarts none.
        || pod.getMetadata().getOwnerReferences().stream()
            .anyMatch(it -> it.getKind().equals("PassthroughNode"));
  }

  private static Optional<OwnerReference> controller(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(it -> Boolean.TRUE.equals(it.getController()))
        .findFirst();
  }
}
