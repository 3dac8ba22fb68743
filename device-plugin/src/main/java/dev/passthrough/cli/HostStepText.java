package dev.passthrough.cli;

import dev.passthrough.host.plan.ChangeArguments;
import dev.passthrough.host.plan.FileState;
import dev.passthrough.host.plan.HostStep;
import dev.passthrough.host.plan.Reboot;
import dev.passthrough.host.plan.RunCommand;
import dev.passthrough.host.plan.WriteFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a step does to the host itself: the lines of a file that change, or the command. */
final class HostStepText {

  private HostStepText() {}

  static void print(HostStep step, PrintWriter out) {
    switch (step) {
      case WriteFile it -> differences(it, out);
      case ChangeArguments it -> command(it.command(), out);
      case RunCommand it -> command(it.command(), out);
      case Reboot _ -> command(List.of("systemctl", "reboot"), out);
    }
  }

  private static void command(List<String> command, PrintWriter out) {
    out.printf("     run      %s%n", String.join(" ", command));
  }

  /** The lines between what both have in common at the start and at the end. */
  private static void differences(WriteFile step, PrintWriter out) {
    var before = lines(step.before());
    var after = lines(step.after());
    int start = 0;
    while (start < Math.min(before.size(), after.size())
        && before.get(start).equals(after.get(start))) {
      start++;
    }
    int end = 0;
    while (end < Math.min(before.size(), after.size()) - start
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    before.subList(start, before.size() - end).forEach(it -> out.printf("     - %s%n", it));
    after.subList(start, after.size() - end).forEach(it -> out.printf("     + %s%n", it));
  }

  private static List<String> lines(FileState state) {
    return new String(state.bytes(), StandardCharsets.UTF_8).lines().toList();
  }
}
