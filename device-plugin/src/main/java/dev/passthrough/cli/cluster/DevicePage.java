package dev.passthrough.cli.cluster;

import dev.passthrough.api.Conditions;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PlanStatus;
import dev.passthrough.api.ResourceStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code explain}: all that the objects say of one device. */
final class DevicePage {

  private final String device;

  DevicePage(String device) {
    this.device = device.toLowerCase(Locale.ROOT);
  }

  /** Prints what the objects say; false if none says anything. */
  boolean print(List<PassthroughNode> objects, PrintWriter out) {
    boolean any = false;
    for (var object : objects) {
      var rows = rows(object);
      if (!rows.isEmpty()) {
        out.printf("%s%s on %s%n", any ? "\n" : "", device, object.getMetadata().getName());
        Columns.print(rows, out);
        any = true;
      }
    }
    return any;
  }

  private List<List<String>> rows(PassthroughNode object) {
    var rows = new ArrayList<List<String>>();
    for (var resource : Objects.resources(object)) {
      if (resource.devices().contains(device)) {
        offered(resource, rows);
        Origins.of(object, resource.name()).ifPresent(it -> row(rows, "asked for by", it));
      }
    }
    Stream.concat(Objects.plan(object).stream(), Objects.rootPlan(object).stream())
        .flatMap(it -> steps(it))
        .forEach(it -> row(rows, "planned", it));
    for (var condition : Conditions.current(object)) {
      condition
          .message()
          .lines()
          .filter(this::names)
          .map(it -> it + " (" + condition.reason() + ")")
          .filter(it -> rows.stream().noneMatch(row -> row.getLast().equals(it)))
          .forEach(it -> row(rows, condition.type(), it));
    }
    return rows;
  }

  private void offered(ResourceStatus resource, List<List<String>> rows) {
    row(rows, "offered as", resource.resourceName() + ", entry " + resource.name());
    Stream.concat(resource.pciIds().stream(), resource.mediatedTypes().stream())
        .forEach(it -> row(rows, "kind", it));
    var uses = resource.inUse().stream().filter(it -> it.device().equals(device)).toList();
    uses.forEach(it -> row(rows, "used by", UsesPage.who(it)));
    if (uses.isEmpty()) {
      row(rows, "used by", "nobody");
    }
  }

  private Stream<String> steps(PlanStatus plan) {
    return Stream.concat(plan.steps().stream(), plan.disturbs().stream()).filter(this::names);
  }

  private boolean names(String text) {
    return text.toLowerCase(Locale.ROOT).contains(device);
  }

  private static void row(List<List<String>> rows, String key, String value) {
    rows.add(List.of("  " + key, value));
  }
}
