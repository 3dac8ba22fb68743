package dev.passthrough.host.bootconfig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * GRUB's environment block ({@code grubenv}): {@code name=value} lines below a comment, filled up
 * with {@code #}.
 */
record GrubEnvironment(Map<String, String> values, Map<String, Integer> lines) {

  static GrubEnvironment parse(List<String> text) {
    var values = new LinkedHashMap<String, String>();
    var lines = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < text.size(); i++) {
      var line = text.get(i);
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
        lines.put(line.substring(0, equals), i + 1);
      }
    }
    return new GrubEnvironment(values, lines);
  }
}
