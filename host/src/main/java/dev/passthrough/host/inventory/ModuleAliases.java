package dev.passthrough.host.inventory;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciClass;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which modules say that they drive which devices: lines of {@code modules.alias} (depmod(8)) such
 * as {@code alias pci:v00008086d00001521sv*sd*bc*sc*i* igb}, as scripts/mod/file2alias.c writes
 * them.
 */
final class ModuleAliases {

  private static final int MOST_BYTES = 64 << 20;
  private static final byte[] START = "alias pci:v".getBytes(StandardCharsets.US_ASCII);
  private static final String ANY = "*";

  private static final Pattern LINE =
      Pattern.compile(
          "alias pci:v(\\*|\\p{XDigit}{8})d(\\*|\\p{XDigit}{8})sv(\\*|\\p{XDigit}{8})sd(\\*|\\p{XDigit}{8})"
              + "bc(\\*|\\p{XDigit}{2})sc(\\*|\\p{XDigit}{2})i(\\*|\\p{XDigit}{2}) (\\S+)");

  /** Vendor as eight digits, or {@link #ANY}. */
  private final Map<String, List<Matcher>> byVendor = new HashMap<>();

  private ModuleAliases() {}

  /** The functions with the modules for them, as far as the machine's running kernel has a list. */
  static List<PciFunction> add(List<PciFunction> functions, HostRoot root) {
    var file =
        root.text("proc/sys/kernel/osrelease")
            .flatMap(release ->
                root.bytes("lib/modules/" + release + "/modules.alias", MOST_BYTES)
                    .or(() ->
                        root.bytes("usr/lib/modules/" + release + "/modules.alias", MOST_BYTES)));
    if (file.isEmpty()) {
      return functions;
    }
    var aliases = new ModuleAliases();
    aliases.byVendor.put(ANY, new ArrayList<>());
    functions.forEach(it -> aliases.byVendor.put(eight(it.ids().vendor()), new ArrayList<>()));
    aliases.scan(file.get());
    return functions.stream().map(it -> it.withModules(aliases.modules(it.ids()))).toList();
  }

  private void scan(byte[] file) {
    int start = 0;
    while (start < file.length) {
      int end = start;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      if (startsWith(file, start, end)) {
        line(file, start, end);
      }
      start = end + 1;
    }
  }

  private static boolean startsWith(byte[] file, int from, int to) {
    for (int i = 0; i < START.length; i++) {
      if (from + i >= to || file[from + i] != START[i]) {
        return false;
      }
    }
    return true;
  }

  private void line(byte[] file, int start, int end) {
    int vendor = start + START.length;
    int length = vendor < end && file[vendor] == '*' ? 1 : 8;
    if (vendor + length > end) {
      return;
    }
    var lines = byVendor.get(new String(file, vendor, length, StandardCharsets.US_ASCII));
    if (lines != null) {
      var match = LINE.matcher(new String(file, start, end - start, StandardCharsets.UTF_8));
      if (match.matches()) {
        lines.add(match);
      }
    }
  }

  private List<String> modules(PciIds ids) {
    var code = ids.pciClass().map(PciClass::toString).orElse("??????").toUpperCase(Locale.ROOT);
    var values =
        List.of(
            eight(ids.vendor()),
            eight(ids.device()),
            eight(ids.subsystemVendor()),
            eight(ids.subsystemDevice()),
            code.substring(0, 2),
            code.substring(2, 4),
            code.substring(4, 6));
    var found = new ArrayList<>(byVendor.getOrDefault(values.getFirst(), List.of()));
    found.addAll(byVendor.getOrDefault(ANY, List.of()));
    return found.stream()
        .filter(it -> matches(it, values))
        .map(it -> it.group(8))
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean matches(Matcher line, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      var asked = line.group(i + 1);
      if (!asked.equals(ANY) && !asked.equalsIgnoreCase(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String eight(Optional<String> id) {
    return id.map(it -> "0000" + it.toUpperCase(Locale.ROOT)).orElse("?");
  }
}
