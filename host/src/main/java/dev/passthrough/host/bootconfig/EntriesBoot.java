package dev.passthrough.host.bootconfig;

import dev.passthrough.host.bootconfig.BootFiles.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Boot Loader Specification entries, read by systemd-boot or by a GRUB that was built for them. */
final class EntriesBoot {

  private static final List<String> FOLDERS =
      List.of("boot/loader/entries", "boot/efi/loader/entries", "efi/loader/entries");

  private static final String NEW_KERNELS = "etc/kernel/cmdline";

  private EntriesBoot() {}

  static Optional<BootConfiguration> find(BootFiles files) {
    var entries = entries(files);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    var environment = files.grubEnvironment();
    var values = environment.map(e -> e.value().values()).orElse(Map.of());
    var loader = loader(files, entries);
    var evidence = new ArrayList<String>();
    var lines = new ArrayList<ConfiguredLine>();
    entries.forEach(e -> evidence.add(e.file()));
    entries.forEach(e -> lines.addAll(optionLines(e)));
    if (loader == BootLoader.BLS_WITH_GRUBENV) {
      lines.clear();
      environment.ifPresent(e -> evidence.add(e.file()));
      environment.flatMap(EntriesBoot::kernelopts).ifPresent(lines::add);
    }
    if (loader == BootLoader.SYSTEMD_BOOT) {
      newKernels(files).ifPresent(line -> lines.addFirst(line));
    }
    return Optional.of(
        new BootConfiguration(
            loader,
            files.distribution(),
            evidence,
            // Entries that name a block which can't be read have unknown arguments.
            loader == BootLoader.BLS_WITH_GRUBENV && lines.isEmpty()
                ? List.of()
                : entries.stream().map(e -> e.value().arguments(values)).toList(),
            lines));
  }

  /**
   * Where the distribution writes entries by kernel-install(8), those of kernels to come get their
   * arguments from here: an entry alone would lose its change with the next update.
   */
  private static Optional<ConfiguredLine> newKernels(BootFiles files) {
    return files.lines(NEW_KERNELS).map(text -> CommandLineFile.line("/" + NEW_KERNELS, text));
  }

  static List<Located<BlsEntry>> entries(BootFiles files) {
    return FOLDERS.stream().flatMap(folder -> entries(files, folder)).toList();
  }

  static List<ConfiguredLine> optionLines(Located<BlsEntry> entry) {
    return entry.value().lines().stream()
        .filter(line -> line.key().equals("options"))
        .map(line ->
            new ConfiguredLine(
                entry.file(), line.number(), "options", KernelCommandLine.parse(line.value())))
        .toList();
  }

  private static Stream<Located<BlsEntry>> entries(BootFiles files, String folder) {
    return files.names(folder).stream()
        .filter(name -> name.endsWith(".conf"))
        .map(name -> folder + "/" + name)
        .flatMap(p -> files.lines(p).stream().map(t -> new Located<>("/" + p, BlsEntry.parse(t))))
        .filter(e -> !e.value().values("linux").isEmpty());
  }

  private static BootLoader loader(BootFiles files, List<Located<BlsEntry>> entries) {
    if (entries.stream().anyMatch(e -> e.value().usesKernelopts())) {
      return BootLoader.BLS_WITH_GRUBENV;
    }
    boolean grub =
        entries.stream().anyMatch(e -> e.value().isOfGrub())
            || GrubBoot.defaults(files).values().containsKey("GRUB_ENABLE_BLSCFG");
    return grub ? BootLoader.BLS : BootLoader.SYSTEMD_BOOT;
  }

  private static Optional<ConfiguredLine> kernelopts(Located<GrubEnvironment> environment) {
    var values = environment.value().values();
    return Optional.ofNullable(values.get("kernelopts"))
        .map(text ->
            new ConfiguredLine(
                environment.file(),
                environment.value().lines().getOrDefault("kernelopts", 1),
                "kernelopts",
                KernelCommandLine.parse(text)));
  }
}
