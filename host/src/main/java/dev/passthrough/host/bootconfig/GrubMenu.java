package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The {@code linux} lines of a generated grub.cfg: for each menu entry the arguments its kernel
 * gets.
 */
record GrubMenu(List<ConfiguredLine> lines) {

  private static final Pattern LINUX =
      Pattern.compile("\\s*linux(?:16|efi)?\\s+(\\S+)(?:\\s+(.*))?");

  static GrubMenu parse(String file, List<String> text) {
    var lines = new ArrayList<ConfiguredLine>();
    for (int i = 0; i < text.size(); i++) {
      var m = LINUX.matcher(text.get(i));
      if (m.matches()) {
        var arguments = m.group(2) == null ? "" : m.group(2);
        lines.add(
            new ConfiguredLine(
                file, i + 1, "linux " + m.group(1), KernelCommandLine.parse(arguments)));
      }
    }
    return new GrubMenu(List.copyOf(lines));
  }
}
