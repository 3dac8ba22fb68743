package dev.passthrough.host.bootconfig;

import dev.passthrough.host.HostRoot;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the boot loader of a machine by its files. What can't be read (entries are often root's) is
 * left out, never guessed.
 */
public final class BootConfigurationReader {

  private BootConfigurationReader() {}

  /**
   * The boot loader of the machine below {@code root}.
   *
   * @param running the command line of the running kernel, where known; it gives some loaders away
   */
  public static BootConfiguration read(HostRoot root, Optional<KernelCommandLine> running) {
    var files = new BootFiles(root);
    return Stream.<Optional<BootConfiguration>>of(
            OstreeBoot.find(files, running),
            ProxmoxBoot.find(files),
            UnifiedBoot.find(files),
            EntriesBoot.find(files),
            GrubBoot.find(files))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> BootConfiguration.unknown(files.distribution()));
  }
}
