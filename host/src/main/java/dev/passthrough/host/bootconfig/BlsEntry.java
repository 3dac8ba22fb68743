package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file of {@code loader/entries}: a key and its value on each line, keys repeated where it says
 * so (Boot Loader Specification, type 1).
 */
record BlsEntry(List<Line> lines) {

  /**
   * @param number counted from 1
   */
  record Line(int number, String key, String value) {}

  static BlsEntry parse(List<String> text) {
    var lines = new ArrayList<Line>();
    for (int i = 0; i < text.size(); i++) {
      var line = text.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      var parts = line.split("\\s+", 2);
      lines.add(new Line(i + 1, parts[0], parts.length > 1 ? parts[1].strip() : ""));
    }
    return new BlsEntry(List.copyOf(lines));
  }

  List<String> values(String key) {
    return lines.stream().filter(l -> l.key().equals(key)).map(Line::value).toList();
  }

  Optional<Line> first(String key) {
    return lines.stream().filter(l -> l.key().equals(key)).findFirst();
  }

  /** Whether GRUB wrote this one: the keys are of its blscfg command, not of the specification. */
  boolean isOfGrub() {
    return lines.stream().anyMatch(l -> l.key().startsWith("grub_"))
        || values("options").stream().anyMatch(o -> o.contains("$"));
  }

  boolean usesKernelopts() {
    return values("options").stream().anyMatch(o -> o.contains("$kernelopts"));
  }

  /**
   * All {@code options} in a row, the loader's variables taken from {@code environment}; unknown
   * ones are nothing.
   */
  KernelCommandLine arguments(Map<String, String> environment) {
    var words = new StringBuilder();
    for (var word : String.join(" ", values("options")).split("\\s+", -1)) {
      words.append(word.startsWith("$") ? variable(word, environment) : word).append(' ');
    }
    return KernelCommandLine.parse(words.toString());
  }

  private static String variable(String word, Map<String, String> environment) {
    return environment.getOrDefault(word.substring(1).replaceAll("[{}]", ""), "");
  }
}
