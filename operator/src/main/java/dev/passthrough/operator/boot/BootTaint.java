package dev.passthrough.operator.boot;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The taint itself. What a node is tainted with besides is nobody's business here. */
final class BootTaint {

  static final String KEY = "passthrough.dev/not-ready";

  private static final String EFFECT = "NoSchedule";

  private BootTaint() {}

  static List<Taint> of(Node node) {
    return Optional.ofNullable(node.getSpec()).map(it -> it.getTaints()).orElse(List.of());
  }

  static boolean isOn(Node node) {
    return of(node).stream().anyMatch(BootTaint::isOurs);
  }

  /** The taints that the node has with ours, or without. */
  static List<Taint> with(List<Taint> taints, boolean ours) {
    var others = taints.stream().filter(it -> !isOurs(it));
    return (ours
            ? Stream.concat(
                others, Stream.of(new TaintBuilder().withKey(KEY).withEffect(EFFECT).build()))
            : others)
        .toList();
  }

  private static boolean isOurs(Taint taint) {
    return KEY.equals(taint.getKey()) && EFFECT.equals(taint.getEffect());
  }
}
