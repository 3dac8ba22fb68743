package dev.passthrough.host.bootconfig;

import java.util.List;

/**
 * What was found out about the boot loader.
 *
 * @param loader never guessed: without evidence it is {@link BootLoader#UNKNOWN}
 * @param family which tools refresh the loader here
 * @param evidence the files that told
 * @param entries for each kernel that can be started, or for all at once, the arguments it will
 *     get; of rpm-ostree's deployments for the newest that has an entry, which one that was staged
 *     since has not; empty where that can't be read
 * @param lines where those arguments are written
 */
public record BootConfiguration(
    BootLoader loader,
    Distribution family,
    List<String> evidence,
    List<KernelCommandLine> entries,
    List<ConfiguredLine> lines) {

  public BootConfiguration {
    evidence = List.copyOf(evidence);
    entries = List.copyOf(entries);
    lines = List.copyOf(lines);
  }

  public static BootConfiguration unknown(Distribution family) {
    return new BootConfiguration(BootLoader.UNKNOWN, family, List.of(), List.of(), List.of());
  }

  /** Whether every kernel that can be started will get {@code argument}. */
  public boolean configures(String argument) {
    return !entries.isEmpty() && entries.stream().allMatch(e -> e.contains(argument));
  }
}
