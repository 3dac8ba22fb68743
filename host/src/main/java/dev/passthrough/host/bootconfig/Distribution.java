package dev.passthrough.host.bootconfig;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Families of distributions that share their tools for boot files, told by {@code /etc/os-release}
 * (os-release(5)).
 */
public enum Distribution {
  DEBIAN,
  FEDORA,
  SUSE,
  ARCH,
  UNKNOWN;

  private static final Map<String, Distribution> BY_ID =
      Map.ofEntries(
          entry("debian", DEBIAN),
          entry("ubuntu", DEBIAN),
          entry("fedora", FEDORA),
          entry("rhel", FEDORA),
          entry("centos", FEDORA),
          entry("suse", SUSE),
          entry("opensuse", SUSE),
          entry("opensuse-tumbleweed", SUSE),
          entry("sles", SUSE),
          entry("arch", ARCH));

  static Distribution of(Map<String, String> osRelease) {
    var words =
        Stream.of(osRelease.getOrDefault("ID", ""), osRelease.getOrDefault("ID_LIKE", ""))
            .flatMap(w -> Stream.of(w.toLowerCase(Locale.ROOT).split("\\s+", -1)))
            .toList();
    return words.stream()
        .flatMap(word -> Optional.ofNullable(BY_ID.get(word)).stream())
        .findFirst()
        .orElse(UNKNOWN);
  }
}
