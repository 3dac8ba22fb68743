package dev.passthrough.host.bootconfig;

import dev.passthrough.host.bootconfig.BootFiles.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** rpm-ostree keeps the arguments with each deployment; its entries are written by it alone. */
final class OstreeBoot {

  private static final int NONE = -1;

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
    var next = next(entries);
    var lines = next.stream().flatMap(e -> EntriesBoot.optionLines(e).stream()).toList();
    return Optional.of(
        new BootConfiguration(
            BootLoader.RPM_OSTREE,
            files.distribution(),
            evidence,
            next.stream().map(e -> e.value().arguments(Map.of())).toList(),
            List.copyOf(lines)));
  }

  /**
   * The entry of the newest deployment, which has the highest version (install_deployment_kernel in
   * ostree's ostree-sysroot-deploy.c); the others are there to roll back to, and keep the arguments
   * that they had. All of them where none has a number. A deployment that is staged gets its entry
   * while the host goes down (ostree-finalize-staged.service).
   */
  private static List<Located<BlsEntry>> next(List<Located<BlsEntry>> entries) {
    int newest = entries.stream().mapToInt(e -> version(e.value())).max().orElse(NONE);
    return entries.stream().filter(e -> version(e.value()) == newest).toList();
  }

  private static int version(BlsEntry entry) {
    return entry.values("version").stream()
        .filter(it -> it.matches("\\d{1,9}"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(NONE);
  }

  private static boolean ofOstree(BlsEntry entry) {
    return entry.arguments(Map.of()).has("ostree");
  }
}
