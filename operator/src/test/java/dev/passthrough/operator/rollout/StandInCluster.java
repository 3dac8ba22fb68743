package dev.passthrough.operator.rollout;

import dev.passthrough.api.MaintenanceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One node with its agent and its pods, as far as a rollout has to do with them. */
final class StandInCluster {

  private StandInCluster() {}

  /** A node on which a chain of plans has to be carried out. */
  static final class StandInNode {

    final String name;
    final Set<String> policies = new TreeSet<>();
    final List<Work.Shown> plans = new ArrayList<>();
    final List<String> pods = new ArrayList<>();
    final List<String> carriedOut = new ArrayList<>();
    boolean ready = true;
    boolean adminCordon;
    boolean cordoned;
    boolean marked;
    boolean fails;
    int asks;
    Optional<String> grant = Optional.empty();
    boolean grantIsOurs;
    Optional<MaintenanceStatus> maintenance = Optional.empty();

    StandInNode(String name) {
      this.name = name;
    }

    NodeView view() {
      var work = work();
      boolean draining =
          maintenance.filter(it -> it.phase() == MaintenanceStatus.Phase.Draining).isPresent();
      return new NodeView(
          name,
          Set.copyOf(policies),
          ready,
          cordoned,
          cordoned && marked,
          work,
          "asks-" + asks,
          grant,
          grantIsOurs,
          maintenance,
          Optional.empty(),
          draining && Scope.of(work) != Scope.NOBODY
              ? new PodsInTheWay(List.copyOf(pods), List.of(), List.of())
              : PodsInTheWay.none());
    }

    Work work() {
      if (plans.isEmpty()) {
        return new Work.None();
      }
      return failed ? new Work.Failed("a step failed") : plans.getFirst();
    }

    boolean failed;

    /** The operator's other half: carries out a granted plan, in some turn. */
    void privilegedPod(Random random) {
      if (plans.isEmpty() || !grant.equals(Optional.of(plans.getFirst().hash())) || failed) {
        return;
      }
      if (random.nextInt(3) > 0) {
        return;
      }
      if (fails) {
        failed = true;
      } else {
        var plan = plans.removeFirst();
        carriedOut.add(plan.hash());
        ready = !plan.reboots();
      }
    }
  }
}
