package dev.passthrough.cli.inspect;

import dev.passthrough.host.inventory.Identity;
import dev.passthrough.host.inventory.Link;
import dev.passthrough.host.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The columns that only {@code -o wide} has. */
final class WideColumns {

  private static final int DEVICE_COLUMN = 3;
  private static final String UNKNOWN = "-";

  private WideColumns() {}

  static Table table() {
    return new Table(
        DEVICE_COLUMN,
        "GROUP",
        "",
        "ADDRESS",
        "DEVICE",
        "DRIVER",
        "NUMA",
        "LINK",
        "RESET",
        "SLOT",
        "SERIAL",
        "NETWORK",
        "KEPT APART BY",
        "PASS THROUGH?");
  }

  static List<Cell> of(Device device) {
    var it = device.function();
    var identity = it.identity();
    var cells = new ArrayList<Cell>();
    cells.add(Cell.of(number(it.numaNode())));
    cells.add(Cell.of(it.hardware().link().map(WideColumns::link).orElse(UNKNOWN)));
    cells.add(Cell.of(it.hardware().resetMethods().map(WideColumns::list).orElse(UNKNOWN)));
    cells.add(Cell.of(identity.slot().or(identity::label).orElse(UNKNOWN)));
    cells.add(Cell.of(identity.serials().all().stream().findFirst().orElse(UNKNOWN)));
    cells.add(
        Cell.of(
            list(identity.interfaces().stream().map(Identity.NetworkInterface::name).toList())));
    cells.add(
        Cell.of(device.verdict().flatMap(Verdict::separation).map(Enum::name).orElse(UNKNOWN)));
    return cells;
  }

  /** What it runs at, and in brackets what it could. */
  private static String link(Link it) {
    var now = it.speed().orElse("down") + " x" + number(it.width());
    return it.maxSpeed().equals(it.speed()) && it.maxWidth().equals(it.width())
        ? now
        : now + " (" + it.maxSpeed().orElse(UNKNOWN) + " x" + number(it.maxWidth()) + ")";
  }

  private static String list(List<String> words) {
    return words.isEmpty() ? UNKNOWN : String.join(",", words);
  }

  private static String number(OptionalInt it) {
    return it.isPresent() ? "" + it.getAsInt() : UNKNOWN;
  }
}
