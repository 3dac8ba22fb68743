package dev.passthrough.cli.cluster;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PlanStatus;
import java.io.PrintWriter;
import java.util.List;

/** {@code plan}: what would be changed on a node, by its agent and as root. */
final class PlanPage {

  private PlanPage() {}

  static void print(PassthroughNode object, PrintWriter out) {
    var name = object.getMetadata().getName();
    var plan = Objects.plan(object);
    var root = Objects.rootPlan(object);
    if (plan.isEmpty() && root.isEmpty()) {
      out.printf("Nothing is to be changed on %s.%n", name);
    }
    plan.ifPresent(it -> {
      out.printf("The agent on %s has to do (mode %s):%n", name, Objects.spec(object).mode());
      print(it, out);
    });
    root.ifPresent(it -> {
      out.printf(
          "%sA privileged pod would do as root on %s:%n", plan.isPresent() ? "\n" : "", name);
      print(it, out);
      out.println(
          Objects.spec(object).grants(it.hash())
              ? "It is granted."
              : "Nobody has granted it. 'kubectl passthrough approve %s' does.".formatted(name));
    });
    var origins = Origins.of(object);
    if (!origins.isEmpty()) {
      out.println("\nWho asks for it:");
      Columns.print(
          origins.entrySet().stream()
              .map(it -> List.of("  entry " + it.getKey(), String.join(", ", it.getValue())))
              .toList(),
          out);
    }
  }

  static void print(PlanStatus plan, PrintWriter out) {
    int number = 0;
    for (var step : plan.steps()) {
      out.printf("%3d. %s%n", ++number, step);
    }
    plan.disturbs().forEach(it -> out.printf("  disturbs %s%n", it));
    out.printf("Hash: %s%n", plan.hash());
  }
}
