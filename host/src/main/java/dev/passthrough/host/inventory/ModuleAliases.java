package dev.passthrough.host.inventory;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciClass;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which modules say that they drive which devices: lines of {@code modules.alias} (depmod(8)) such
 * as {@code alias pci:v00008086d00001521sv*sd*bc*sc*i* igb}, as scripts/mod/file2alias.c writes
 * them.
 */
final class ModuleAliases {

  private static final int MOST_BYTES = 64 << 20;
  private static final String ORDINARY = "alias pci:v";
  private static final String VFIO = "alias vfio_pci:v";
  private static final String ANY = "*";

  private static final Pattern LINE =
      Pattern.compile(
          "alias (?:vfio_)?pci:v(\\*|\\p{XDigit}{8})d(\\*|\\p{XDigit}{8})sv(\\*|\\p{XDigit}{8})sd(\\*|\\p{XDigit}{8})"
              + "bc(\\*|\\p{XDigit}{2})sc(\\*|\\p{XDigit}{2})i(\\*|\\p{XDigit}{2}) (\\S+)");

  /** Vendor as eight digits, or {@link #ANY}. */
  private final Map<String, List<Matcher>> byVendor = new HashMap<>();

  private final byte[] start;

  private ModuleAliases(String start) {
    this.start = start.getBytes(StandardCharsets.US_ASCII);
  }

  /** The functions with the modules for them, as far as the machine's running kernel has a list. */
  static List<PciFunction> add(List<PciFunction> functions, HostRoot root) {
    return read(ORDINARY, functions, root)
        .map(aliases ->
            functions.stream()
                .map(it -> it.withModules(aliases.modules(it.ids()).stream().sorted().toList()))
                .toList())
        .orElse(functions);
  }

  /**
   * The functions with the VFIO drivers that are made for them. Lines for {@code vfio_pci:} have
   * the form of those for {@code pci:} (scripts/mod/file2alias.c, since 5.16); a driver is named
   * like its module, but for hyphens.
   *
   * @param drivers those that are loaded
   */
  static List<PciFunction> addVfioVariants(
      List<PciFunction> functions, Set<String> drivers, HostRoot root) {
    var variants =
        drivers.stream()
            .filter(it -> Binding.vfioName(it) && !it.equals("vfio-pci"))
            .collect(Collectors.toMap(ModuleAliases::module, it -> it, (a, b) -> a));
    if (variants.isEmpty()) {
      return functions;
    }
    return read(VFIO, functions, root)
        .map(aliases ->
            functions.stream()
                .map(it ->
                    it.withVfioVariants(
                        aliases.modules(it.ids()).stream()
                            .flatMap(name -> Stream.ofNullable(variants.get(name)))
                            .toList()))
                .toList())
        .orElse(functions);
  }

  private static String module(String driver) {
    return driver.replace('-', '_');
  }

  private static Optional<ModuleAliases> read(
      String start, List<PciFunction> functions, HostRoot root) {
    var file =
        root.text("proc/sys/kernel/osrelease")
            .flatMap(release ->
                root.bytes("lib/modules/" + release + "/modules.alias", MOST_BYTES)
                    .or(() ->
                        root.bytes("usr/lib/modules/" + release + "/modules.alias", MOST_BYTES)));
    return file.map(bytes -> {
      var aliases = new ModuleAliases(start);
      aliases.byVendor.put(ANY, new ArrayList<>());
      functions.forEach(it -> aliases.byVendor.put(eight(it.ids().vendor()), new ArrayList<>()));
      aliases.scan(bytes);
      return aliases;
    });
  }

  private void scan(byte[] file) {
    int from = 0;
    while (from < file.length) {
      int end = from;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      if (startsWith(file, from, end)) {
        line(file, from, end);
      }
      from = end + 1;
    }
  }

  private boolean startsWith(byte[] file, int from, int to) {
    for (int i = 0; i < start.length; i++) {
      if (from + i >= to || file[from + i] != start[i]) {
        return false;
      }
    }
    return true;
  }

  private void line(byte[] file, int from, int end) {
    int vendor = from + start.length;
    int length = vendor < end && file[vendor] == '*' ? 1 : 8;
    if (vendor + length > end) {
      return;
    }
    var lines = byVendor.get(new String(file, vendor, length, StandardCharsets.US_ASCII));
    if (lines != null) {
      var match = LINE.matcher(new String(file, from, end - from, StandardCharsets.UTF_8));
      if (match.matches()) {
        lines.add(match);
      }
    }
  }

  /** The closest first. */
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
        .sorted(Comparator.comparingInt(ModuleAliases::wildcards).thenComparing(it -> it.group(8)))
        .map(it -> it.group(8))
        .distinct()
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

  /** The fewer, the closer a line is about this very device. */
  private static int wildcards(Matcher line) {
    int count = 0;
    for (int i = 1; i < 8; i++) {
      count += line.group(i).equals(ANY) ? 1 : 0;
    }
    return count;
  }

  private static String eight(Optional<String> id) {
    return id.map(it -> "0000" + it.toUpperCase(Locale.ROOT)).orElse("?");
  }
}
