package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Unified kernel images, {@code EFI/Linux/*.efi} on the EFI or boot partition. That such a file
 * lies there is not enough: the stub says in an EFI variable that the running kernel came from one
 * (StubInfo, Boot Loader Interface).
 */
final class UnifiedBoot {

  static final String STUB =
      "sys/firmware/efi/efivars/StubInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

  private static final List<String> FOLDERS =
      List.of("boot/efi/EFI/Linux", "efi/EFI/Linux", "boot/EFI/Linux");

  private UnifiedBoot() {}

  static Optional<BootConfiguration> find(BootFiles files) {
    var images =
        FOLDERS.stream()
            .flatMap(f -> files.names(f).stream().map(name -> "/" + f + "/" + name))
            .filter(path -> path.endsWith(".efi"))
            .toList();
    boolean stub = files.has(STUB);
    boolean otherwise = files.has("etc/default/grub") || !EntriesBoot.entries(files).isEmpty();
    if (!stub && (images.isEmpty() || otherwise)) {
      return Optional.empty();
    }
    var evidence = new ArrayList<String>(images);
    if (stub) {
      evidence.add("/" + STUB);
    }
    var lines =
        Stream.of("etc/kernel/cmdline")
            .flatMap(p -> files.lines(p).stream().map(t -> CommandLineFile.line("/" + p, t)))
            .toList();
    return Optional.of(
        new BootConfiguration(
            BootLoader.UNIFIED_KERNEL_IMAGE,
            files.distribution(),
            evidence,
            lines.stream().map(ConfiguredLine::arguments).toList(),
            lines));
  }
}
