package dev.passthrough.host.preflight;

import java.util.ArrayList;
import java.util.List;

/**
 * What one check found.
 *
 * @param title one sentence
 * @param evidence what was read, and where
 * @param fix what to do on this very machine, in order; empty where nothing needs doing
 */
public record Finding(Status status, String title, List<String> evidence, List<String> fix) {

  public Finding {
    evidence = List.copyOf(evidence);
    fix = List.copyOf(fix);
  }

  static Finding ok(String title) {
    return new Finding(Status.OK, title, List.of(), List.of());
  }

  static Finding warning(String title) {
    return new Finding(Status.WARNING, title, List.of(), List.of());
  }

  static Finding failing(String title) {
    return new Finding(Status.FAILING, title, List.of(), List.of());
  }

  static Finding unknown(String title) {
    return new Finding(Status.UNKNOWN, title, List.of(), List.of());
  }

  Finding because(String... more) {
    return because(List.of(more));
  }

  Finding because(List<String> more) {
    return new Finding(status, title, plus(evidence, more), fix);
  }

  Finding fix(String... steps) {
    return fix(List.of(steps));
  }

  Finding fix(List<String> steps) {
    return new Finding(status, title, evidence, plus(fix, steps));
  }

  private static List<String> plus(List<String> before, List<String> more) {
    var all = new ArrayList<>(before);
    all.addAll(more);
    return all;
  }
}
