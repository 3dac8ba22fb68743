package dev.passthrough.cli.cluster;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code status}: every node in a line, and what is in the way below. */
final class StatusPage {

  /** Ready sums the others up. */
  private static final List<ConditionType> TOLD =
      List.of(ConditionType.Ready, ConditionType.PrivilegedWork, ConditionType.Permitted);

  private StatusPage() {}

  static void print(List<PassthroughNode> objects, PrintWriter out) {
    if (objects.isEmpty()) {
      out.println("There is no PassthroughNode.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "MODE", "READY", "REASON", "DEVICES", "IN USE"));
    objects.forEach(it -> rows.add(row(it)));
    Columns.print(rows, out);
    for (var object : objects) {
      trouble(object).forEach(it -> Trouble.print(object.getMetadata().getName(), it, out));
    }
  }

  private static List<String> row(PassthroughNode object) {
    var ready = Conditions.find(Conditions.current(object), ConditionType.Ready);
    var resources = Objects.resources(object);
    var status = Optional.ofNullable(object.getStatus());
    return List.of(
        object.getMetadata().getName(),
        Objects.spec(object).mode().name(),
        ready.map(Condition::status).orElse("Unknown"),
        ready.map(Condition::reason).orElse("-"),
        status.map(it -> it.allocatable()).filter(it -> !it.isEmpty()).orElse("-"),
        "" + resources.stream().mapToInt(it -> it.inUse().size()).sum());
  }

  private static Stream<Condition> trouble(PassthroughNode object) {
    return TOLD.stream()
        .flatMap(it -> Conditions.find(Conditions.current(object), it).stream())
        .filter(it -> !it.status().equals("True"));
  }
}
