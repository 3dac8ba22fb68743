package dev.passthrough.host.use;

import dev.passthrough.host.pci.PciAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Follows each use of a block device down to the functions it hangs on: a file system on an LVM
 * volume on a RAID on a partition of a disk keeps the disk's controller.
 */
final class DiskUse {

  private final Map<String, Block> blocks;

  /** For each function, sentences in the order they were found, each once. */
  private final Map<PciAddress, Set<String>> uses = new TreeMap<>();

  private DiskUse(Map<String, Block> blocks) {
    this.blocks = blocks;
  }

  /**
   * Sentences for each function that has a disk in use.
   *
   * @param direct for block devices by name, what they are used for
   */
  static Map<PciAddress, List<String>> of(
      Map<String, Block> blocks, Map<String, List<String>> direct) {
    var disks = new DiskUse(blocks);
    direct.forEach(disks::follow);
    for (var block : blocks.values()) {
      if (!block.above().isEmpty()) {
        var names = block.above().stream().sorted().map(disks::kind).toList();
        disks.follow(block.name(), List.of("part of " + String.join(", ", names)));
      }
    }
    var all = new LinkedHashMap<PciAddress, List<String>>();
    disks.uses.forEach((address, sentences) -> all.put(address, List.copyOf(sentences)));
    return all;
  }

  /** Every device that {@code name} is built of, itself included; loops end. */
  static Set<String> down(Map<String, Block> blocks, String name) {
    var seen = new LinkedHashSet<String>();
    var rest = new ArrayList<>(List.of(name));
    while (!rest.isEmpty()) {
      var next = rest.removeLast();
      var block = blocks.get(next);
      if (block != null && seen.add(next)) {
        rest.addAll(block.below());
      }
    }
    return seen;
  }

  private void follow(String name, List<String> why) {
    var top = blocks.get(name);
    if (top == null) {
      return;
    }
    var reported = new HashSet<PciAddress>();
    for (var part : down(blocks, name)) {
      var block = blocks.get(part);
      if (block == null) {
        continue;
      }
      var on = part.equals(name) ? "" : " on " + block.name();
      for (var controller : block.controllers()) {
        if (reported.add(controller)) {
          uses.computeIfAbsent(controller, none -> new LinkedHashSet<>())
              .add(top.kind() + on + " is " + summary(why));
        }
      }
    }
  }

  private static String summary(List<String> why) {
    var first = why.stream().limit(2).collect(Collectors.joining(", "));
    return why.size() > 2 ? first + " and " + (why.size() - 2) + " more" : first;
  }

  private String kind(String name) {
    var block = blocks.get(name);
    return block == null ? name : block.kind();
  }
}
