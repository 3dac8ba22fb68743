package dev.passthrough.host.verdict;

import dev.passthrough.host.inventory.PciFunction;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The argument {@code pcie_acs_override=} of patched kernels: {@code downstream}, {@code
 * multifunction} and {@code id:vvvv:dddd}, separated by commas.
 */
record AcsOverride(Set<String> words) {

  private static final String ARGUMENT = "pcie_acs_override=";

  static AcsOverride of(Optional<String> commandLine) {
    return new AcsOverride(
        commandLine.stream()
            .flatMap(it -> Stream.of(it.split("\\s+", -1)))
            .filter(it -> it.startsWith(ARGUMENT))
            .flatMap(it -> Stream.of(it.substring(ARGUMENT.length()).split(",", -1)))
            .map(it -> it.toLowerCase(Locale.ROOT))
            .filter(it -> !it.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  boolean active() {
    return !words.isEmpty();
  }

  /** Whether the kernel takes this port for one that keeps what is below it apart. */
  boolean coversPort(PciFunction port) {
    return words.contains("downstream") || named(port);
  }

  /** Whether the kernel takes this card's functions for separate. */
  boolean coversFunctions(PciFunction function) {
    return words.contains("multifunction") || named(function);
  }

  private boolean named(PciFunction it) {
    return words.contains(
        "id:" + it.ids().vendor().orElse("?") + ":" + it.ids().device().orElse("?"));
  }
}
