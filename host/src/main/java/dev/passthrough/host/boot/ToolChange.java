package dev.passthrough.host.boot;

import dev.passthrough.host.plan.ArgumentTool;
import dev.passthrough.host.plan.ChangeArguments;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one program still has to change, so that it is as wanted and nothing else is left. The boot
 * entries tell, and where they cannot yet, what the program was last told in this boot.
 */
final class ToolChange {

  private ToolChange() {}

  static Desired of(ArgumentTool tool, Wanted wanted, Situation now, List<String> touches) {
    var ours = now.ledger().arguments(tool);
    var stale =
        ours.stream()
            .flatMap(it -> it.added().stream())
            .filter(it -> !wanted.add().contains(it))
            .toList();
    var back =
        ours.stream()
            .flatMap(it -> it.removed().stream())
            .filter(it -> !wanted.remove().contains(it))
            .toList();
    var boot = now.boot();
    boolean staged = tool.stages() && now.changedInThisBoot();
    boolean trusted = staged || boot.entries().isEmpty();
    var add =
        wanted.add().stream()
            .filter(it -> !boot.configures(it))
            .filter(it -> !trusted || ours.stream().noneMatch(our -> our.added().contains(it)))
            .toList();
    var remove =
        wanted.remove().stream()
            .filter(it -> boot.entries().stream().anyMatch(line -> line.contains(it)))
            .filter(it -> !staged || ours.stream().noneMatch(our -> our.removed().contains(it)))
            .toList();
    var allRemoved = concat(remove, stale);
    var allAdded = concat(add, back);
    return allRemoved.isEmpty() && allAdded.isEmpty()
        ? Desired.nothing()
        : Desired.through(new ChangeArguments(tool, allRemoved, allAdded, touches));
  }

  private static List<String> concat(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
