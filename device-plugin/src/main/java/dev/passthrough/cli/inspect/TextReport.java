package dev.passthrough.cli.inspect;

import dev.passthrough.cli.Terminal;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.use.BlindSpot;
import dev.passthrough.host.verdict.Remedy;
import dev.passthrough.host.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The form for people: one line per device, by IOMMU group, and what to do about groups that are in
 * the way.
 */
final class TextReport {

  private static final int NO_GROUP = Integer.MAX_VALUE;
  private static final int GROUPS_EXPLAINED = 3;
  private static final int DEVICE_COLUMN = 3;

  private final Terminal terminal;
  private final boolean wide;

  /**
   * @param wide every function on a line of its own, bridges too, with all columns
   */
  TextReport(Terminal terminal, boolean wide) {
    this.terminal = terminal;
    this.wide = wide;
  }

  void write(Inspection inspection) {
    var groups = new TreeMap<Integer, List<Row>>();
    var firstOf = new LinkedHashMap<PciAddress, Row>();
    var parts = BoardParts.of(inspection.devices());
    for (var device : inspection.devices()) {
      boolean shown = device.verdict().isPresent() && !parts.contains(device.function().address());
      if (wide || shown) {
        collect(device, groups, firstOf);
      }
    }
    boolean on = inspection.groups() > 0;
    terminal.out().println(Words.summary(inspection.devices(), parts, on, inspection.running()));
    if (groups.isEmpty()) {
      return;
    }
    if (on) {
      terminal.out().println(Words.GROUPS);
    }
    terminal.out().println();
    var table =
        wide
            ? WideColumns.table()
            : new Table(DEVICE_COLUMN, "GROUP", "", "ADDRESS", "DEVICE", "DRIVER", "PASS THROUGH?");
    groups.forEach((number, rows) -> add(number, rows, table, on));
    table.print(terminal, wide ? Integer.MAX_VALUE : terminal.columns());
    explain(inspection);
    withheld(inspection);
    var notSeen = inspection.recording().use().blindSpots().stream().map(BlindSpot::text).toList();
    if (!notSeen.isEmpty()) {
      terminal.out().println();
      terminal.out().println("Not seen, so not judged:");
      notSeen.forEach(it -> terminal.out().println("  - " + it));
    }
  }

  /** Virtual functions of one card share a line in the short form, where they are alike. */
  private void collect(
      Device device, Map<Integer, List<Row>> groups, Map<PciAddress, Row> firstOf) {
    var function = device.function();
    var physical = function.physicalFunction();
    if (!wide && physical.isPresent()) {
      var first = firstOf.get(physical.get());
      if (first != null && first.takes(device)) {
        return;
      }
    }
    var row = new Row(device);
    physical.ifPresent(it -> firstOf.put(it, row));
    groups
        .computeIfAbsent(function.iommuGroup().orElse(NO_GROUP), none -> new ArrayList<>())
        .add(row);
  }

  private void add(int number, List<Row> rows, Table table, boolean on) {
    for (int i = 0; i < rows.size(); i++) {
      var device = rows.get(i).first;
      var cells = new ArrayList<Cell>();
      cells.add(Cell.of(i > 0 ? "" : number == NO_GROUP ? "-" : "" + number));
      cells.add(Cell.quiet(number == NO_GROUP ? "" : branch(i, rows.size())));
      cells.add(Cell.of(device.function().address().toString()));
      cells.add(Cell.of(rows.get(i).what()));
      cells.add(Cell.of(device.function().driver().orElse("-")));
      if (wide) {
        cells.addAll(WideColumns.of(device));
      }
      cells.add(on ? Words.verdict(device) : Words.withoutGroups(device));
      table.add(cells);
    }
  }

  private String branch(int index, int size) {
    if (size == 1) {
      return "";
    }
    boolean last = index == size - 1;
    if (!terminal.unicode()) {
      return last ? "`-" : "|-";
    }
    return index == 0 ? "┌─" : last ? "└─" : "├─";
  }

  /** What splits the groups that hold strangers; each sentence once. */
  private void explain(Inspection inspection) {
    var byGroup = new TreeMap<Integer, Verdict>();
    for (var it : inspection.devices()) {
      it.verdict()
          .filter(v -> !v.remedies().isEmpty())
          .ifPresent(
              v -> it.function().iommuGroup().ifPresent(group -> byGroup.putIfAbsent(group, v)));
    }
    var general = new LinkedHashSet<String>();
    byGroup.entrySet().stream()
        .limit(wide ? Integer.MAX_VALUE : GROUPS_EXPLAINED)
        .forEach(it -> {
          terminal.out().println();
          terminal.out().println("What can be done about group " + it.getKey() + ":");
          for (var remedy : it.getValue().remedies()) {
            if (remedy.kind() == Remedy.Kind.AcsOverride) {
              general.add(remedy.text());
            } else {
              terminal.out().println("  - " + remedy.text());
            }
          }
        });
    if (byGroup.size() > GROUPS_EXPLAINED && !wide) {
      terminal
          .out()
          .println(
              "%d more groups are shared: see -o wide."
                  .formatted(byGroup.size() - GROUPS_EXPLAINED));
    }
    general.forEach(terminal.out()::println);
  }

  /** Cards that could make virtual functions and may not: nothing in the table shows it. */
  private void withheld(Inspection inspection) {
    var cards =
        inspection.snapshot().functions().stream()
            .filter(it -> it.withheldVfs().isPresent())
            .map(it -> it.address().toString())
            .toList();
    if (!cards.isEmpty()) {
      terminal.out().println();
      terminal
          .out()
          .println(
              "SR-IOV is there and not offered by the kernel: %s. 'passthrough doctor' says what may switch it on."
                  .formatted(Words.few(cards)));
    }
  }

  /** A line: one device, or several virtual functions that are alike. */
  private static final class Row {

    private final Device first;
    private int count = 1;

    Row(Device first) {
      this.first = first;
    }

    boolean takes(Device other) {
      boolean alike =
          Words.verdict(other).equals(Words.verdict(first))
              && other.function().driver().equals(first.function().driver());
      count += alike ? 1 : 0;
      return alike;
    }

    String what() {
      var what = Words.device(first.function());
      return count == 1 ? what : "%d virtual functions, %s".formatted(count, what);
    }
  }
}
