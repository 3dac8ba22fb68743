package dev.passthrough.cli.cluster;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.PrivilegedResult;
import dev.passthrough.api.ResourceStatus;
import java.util.List;
import java.util.Optional;

/** What an object says, where nobody may have said anything yet. */
final class Objects {

  private Objects() {}

  static PassthroughNodeSpec spec(PassthroughNode object) {
    return Optional.ofNullable(object.getSpec())
        .orElseGet(() -> new PassthroughNodeSpec(Mode.Observe, List.of()));
  }

  static List<ResourceStatus> resources(PassthroughNode object) {
    return object.getStatus() == null ? List.of() : object.getStatus().resources();
  }

  /** What the agent would still change. */
  static Optional<PlanStatus> plan(PassthroughNode object) {
    return Optional.ofNullable(object.getStatus()).flatMap(it -> Optional.ofNullable(it.plan()));
  }

  /** What a privileged pod saw to be done as root. */
  static Optional<PlanStatus> rootPlan(PassthroughNode object) {
    return Optional.ofNullable(object.getStatus())
        .flatMap(it -> Optional.ofNullable(it.privileged()))
        .flatMap(it -> Optional.ofNullable(it.seen()))
        .map(PrivilegedResult::plan);
  }
}
