package dev.passthrough.cli.cluster;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.PassthroughPolicyStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code policies}: every policy in a line, and what is in the way, with its nodes, below. */
final class PoliciesPage {

  private static final List<ConditionType> TOLD =
      List.of(ConditionType.Ready, ConditionType.Rendered, ConditionType.RolledOut);

  private PoliciesPage() {}

  static void print(List<PassthroughPolicy> policies, PrintWriter out) {
    if (policies.isEmpty()) {
      out.println("There is no PassthroughPolicy.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "POLICY",
            "PRIORITY",
            "NODES",
            "OK",
            "WAITING",
            "FAILED",
            "READY",
            "REASON",
            "ROLLOUT"));
    policies.forEach(it -> rows.add(row(it)));
    Columns.print(rows, out);
    for (var policy : policies) {
      TOLD.stream()
          .flatMap(it -> Conditions.find(Conditions.current(policy), it).stream())
          .filter(it -> !it.status().equals("True"))
          .forEach(it -> Trouble.print(policy.getMetadata().getName(), it, out));
      nodes(policy).forEach(it -> out.printf("  %s: %s%n", it.name(), it.message()));
    }
  }

  private static List<String> row(PassthroughPolicy policy) {
    var status = Optional.ofNullable(policy.getStatus());
    var ready = Conditions.find(Conditions.current(policy), ConditionType.Ready);
    return List.of(
        policy.getMetadata().getName(),
        "" + policy.getSpec().priority(),
        status.map(it -> "" + it.matched()).orElse("-"),
        status.map(it -> "" + it.ready()).orElse("-"),
        status.map(it -> "" + it.waiting()).orElse("-"),
        status.map(it -> "" + it.failed()).orElse("-"),
        ready.map(Condition::status).orElse("Unknown"),
        ready.map(Condition::reason).orElse("-"),
        Conditions.find(Conditions.current(policy), ConditionType.RolledOut)
            .map(Condition::reason)
            .orElse("-"));
  }

  private static Stream<PassthroughPolicyStatus.NodeNote> nodes(PassthroughPolicy policy) {
    return Optional.ofNullable(policy.getStatus()).stream()
        .flatMap(it -> Stream.concat(it.failedNodes().stream(), it.waitingNodes().stream()));
  }
}
