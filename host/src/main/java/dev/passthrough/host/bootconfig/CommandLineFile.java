package dev.passthrough.host.bootconfig;

import java.util.List;

/**
 * {@code /etc/kernel/cmdline}: nothing but arguments; comments start with {@code #}
 * (kernel-install(8)).
 */
final class CommandLineFile {

  private CommandLineFile() {}

  static ConfiguredLine line(String file, List<String> text) {
    int first = 1;
    var words = new StringBuilder();
    for (int i = 0; i < text.size(); i++) {
      var line = text.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (words.isEmpty()) {
        first = i + 1;
      }
      words.append(line).append(' ');
    }
    return new ConfiguredLine(file, first, "", KernelCommandLine.parse(words.toString()));
  }
}
