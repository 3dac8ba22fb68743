package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** rpm-ostree keeps the arguments with each deployment; its entries are written by it alone. */
final class OstreeBoot {

  private OstreeBoot() {}

  static Optional<BootConfiguration> find(BootFiles files, Optional<KernelCommandLine> running) {
    var evidence = new ArrayList<String>();
    if (files.has("run/ostree-booted")) {
      evidence.add("/run/ostree-booted");
    }
    if (running.filter(line -> line.has("ostree")).isPresent()) {
      evidence.add("/proc/cmdline (ostree=)");
    }
    var entries = EntriesBoot.entries(files).stream().filter(e -> ofOstree(e.value())).toList();
    entries.forEach(e -> evidence.add(e.file()));
    if (evidence.isEmpty()) {
      return Optional.empty();
    }
    var lines = entries.stream().flatMap(e -> EntriesBoot.optionLines(e).stream()).toList();
    return Optional.of(
        new BootConfiguration(
            BootLoader.RPM_OSTREE,
            files.distribution(),
            evidence,
            entries.stream().map(e -> e.value().arguments(Map.of())).toList(),
            List.copyOf(lines)));
  }

  private static boolean ofOstree(BlsEntry entry) {
    return entry.arguments(Map.of()).has("ostree");
  }
}
