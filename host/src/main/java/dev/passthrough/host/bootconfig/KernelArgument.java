package dev.passthrough.host.bootconfig;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * One argument of the kernel: {@code quiet}, or {@code intel_iommu=on}. Values hold no surrounding
 * quotes.
 */
public record KernelArgument(String key, Optional<String> value) {

  /**
   * Whether this is the parameter {@code name}; the kernel takes {@code -} and {@code _} for the
   * same (parameq).
   */
  public boolean is(String name) {
    return key.replace('-', '_').equals(name.replace('-', '_'));
  }

  /** As it is written on the command line; a value with spaces gets its quotes back. */
  @JsonValue
  @Override
  public String toString() {
    return value
        .map(v -> key + "=" + (v.chars().anyMatch(Character::isWhitespace) ? '"' + v + '"' : v))
        .orElse(key);
  }
}
