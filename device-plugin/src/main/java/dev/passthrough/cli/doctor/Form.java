package dev.passthrough.cli.doctor;

import java.io.PrintStream;

/** A form of the report; spelled as on the command line. */
public enum Form {
  text {
    @Override
    public void write(Report report, PrintStream out, boolean colour) {
      new TextReport(out, colour).write(report);
    }
  },
  json {
    @Override
    public void write(Report report, PrintStream out, boolean colour) {
      out.println(JsonReport.of(report));
    }
  };

  /** Writes {@code report}; colour is for a terminal only. */
  public abstract void write(Report report, PrintStream out, boolean colour);
}
