package dev.passthrough.cli.cluster;

import dev.passthrough.api.Condition;
import dev.passthrough.api.Reason;
import java.io.PrintWriter;
import java.util.Arrays;

/** A condition that is not as it should be, and what to do about it. */
final class Trouble {

  private Trouble() {}

  static void print(String name, Condition condition, PrintWriter out) {
    out.printf(
        "%n%s: %s is %s, %s%n", name, condition.type(), condition.status(), condition.reason());
    condition.message().lines().forEach(it -> out.println("  " + it));
    Arrays.stream(Reason.values())
        .filter(it -> it.name().equals(condition.reason()))
        .map(Reason::advice)
        .filter(it -> !it.isEmpty() && !condition.message().contains(it))
        .forEach(it -> out.println("  > " + it));
  }
}
