package dev.passthrough.cli.doctor;

import dev.passthrough.host.preflight.Finding;
import dev.passthrough.host.preflight.Preflight;
import dev.passthrough.host.preflight.Status;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** One line for each check; below it what was seen, and what to do. */
final class TextReport {

  private static final String BELOW = " ".repeat(9);

  private final PrintStream out;
  private final boolean colour;

  TextReport(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  void write(Report report) {
    report.checks().stream().map(Preflight.Result::finding).forEach(this::write);
    out.println();
    out.println(summary(report));
  }

  private void write(Finding finding) {
    out.println(word(finding.status()) + finding.title());
    finding.evidence().forEach(line -> out.println(BELOW + line));
    if (finding.fix().size() == 1) {
      out.println(BELOW + "Fix: " + finding.fix().getFirst());
    } else if (!finding.fix().isEmpty()) {
      out.println(BELOW + "Fix:");
      for (int i = 0; i < finding.fix().size(); i++) {
        out.println("%s  %d. %s".formatted(BELOW, i + 1, finding.fix().get(i)));
      }
    }
  }

  private String word(Status status) {
    var padded = "%-9s".formatted(status);
    if (!colour) {
      return padded;
    }
    int code =
        switch (status) {
          case OK -> 32;
          case WARNING -> 33;
          case FAILING -> 31;
          case UNKNOWN -> 90;
        };
    return "\u001b[" + code + "m" + padded + "\u001b[0m";
  }

  private static String summary(Report report) {
    var parts = new ArrayList<String>();
    for (var status : List.of(Status.FAILING, Status.WARNING, Status.UNKNOWN)) {
      if (report.count(status) > 0) {
        parts.add(report.count(status) + " " + status);
      }
    }
    var counts = parts.isEmpty() ? "All is well" : String.join(", ", parts);
    return report.failing()
        ? counts + ". Do what the fixes say, from the top, and run this again."
        : counts
            + ". Nothing stands in the way of passing devices through, as far as it could be seen"
            + (report.count(Status.UNKNOWN) > 0 ? " (root sees more)." : ".")
            + " Next: 'passthrough inspect' says which.";
  }
}
