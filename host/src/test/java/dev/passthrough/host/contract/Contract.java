package dev.passthrough.host.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The table. */
final class Contract {

  /** A title and what is done and seen under it. */
  record Case(String title, List<Line> lines) {}

  private Contract() {}

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (var text : lines()) {
      if (text.startsWith("== ")) {
        cases.add(new Case(text.substring(3), new ArrayList<>()));
      } else if (!text.isBlank() && !text.startsWith("#")) {
        cases.getLast().lines().add(Line.parse(text));
      }
    }
    return cases;
  }

  private static List<String> lines() {
    try (var file = Contract.class.getResourceAsStream("kernel.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
