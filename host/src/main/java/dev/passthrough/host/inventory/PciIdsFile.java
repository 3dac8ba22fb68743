package dev.passthrough.host.inventory;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.pci.PciClass;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that people know ({@code pci.ids}). A line is {@code vvvv Vendor}, {@code <tab>dddd
 * Device}, {@code C cc Class} or {@code <tab>ss Subclass}; what is further in is not looked at.
 * Only names that are asked for are kept.
 */
final class PciIdsFile {

  private static final List<String> PLACES =
      List.of("usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids", "usr/share/pci.ids");
  private static final int MOST_BYTES = 16 << 20;

  /** By {@code vvvv}, {@code vvvv:dddd}, {@code C cc} and {@code C ccss}. */
  private final Map<String, String> names = new HashMap<>();

  private final Set<String> wanted = new HashSet<>();

  private PciIdsFile(List<PciFunction> functions) {
    for (var it : functions) {
      it.ids().vendor().ifPresent(wanted::add);
      deviceKey(it.ids()).ifPresent(wanted::add);
      it.ids().pciClass().map(PciIdsFile::classKey).ifPresent(wanted::add);
    }
  }

  /** The functions with their names, as far as the machine has the file. */
  static List<PciFunction> name(List<PciFunction> functions, HostRoot root) {
    for (var place : PLACES) {
      var found = root.bytes(place, MOST_BYTES);
      if (found.isPresent()) {
        var file = new PciIdsFile(functions);
        file.scan(found.get());
        return functions.stream().map(it -> it.withNames(file.names(it.ids()))).toList();
      }
    }
    return functions;
  }

  private Names names(PciIds ids) {
    return new Names(
        ids.vendor().map(names::get),
        deviceKey(ids).map(names::get),
        ids.pciClass().map(PciIdsFile::classKey).map(names::get));
  }

  private static Optional<String> deviceKey(PciIds ids) {
    return ids.vendor().flatMap(vendor -> ids.device().map(device -> vendor + ":" + device));
  }

  private static String classKey(PciClass it) {
    return "C " + it.shortForm();
  }

  private void scan(byte[] file) {
    var parent = "";
    int start = 0;
    while (start < file.length) {
      int end = start;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      if (file[start] == '\t') {
        child(file, start + 1, end, parent);
      } else if (file[start] != '#' && end > start) {
        parent = parent(file, start, end);
      }
      start = end + 1;
    }
  }

  private String parent(byte[] file, int start, int end) {
    int id = start + 4;
    if (end < start + 6) {
      return "";
    }
    var key = new String(file, start, id - start, StandardCharsets.ISO_8859_1);
    keep(key, file, id, end);
    return key;
  }

  private void child(byte[] file, int start, int end, String parent) {
    boolean classes = parent.startsWith("C ");
    if (!classes && !wanted.contains(parent)) {
      return;
    }
    int id = start + (classes ? 2 : 4);
    if (end > id && file[start] != '\t') {
      var own = new String(file, start, id - start, StandardCharsets.ISO_8859_1);
      keep(classes ? parent + own : parent + ":" + own, file, id, end);
    }
  }

  private void keep(String key, byte[] file, int from, int to) {
    if (wanted.contains(key)) {
      names.put(key, new String(file, from, to - from, StandardCharsets.UTF_8).strip());
    }
  }
}
