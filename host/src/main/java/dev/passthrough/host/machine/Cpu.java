package dev.passthrough.host.machine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The first processor of {@code /proc/cpuinfo}, whose keys differ between architectures.
 *
 * @param vendor such as {@code GenuineIntel}, {@code AuthenticAMD} or, on ARM, {@code ARM 0x41}
 * @param virtualization {@code vmx} or {@code svm}; empty if the processor shows neither
 * @param hypervisor whether this machine is itself virtual (flag {@code hypervisor})
 * @param architecture by the look of the file: {@code x86_64}, {@code aarch64}, …; empty where it
 *     has no known look
 */
public record Cpu(
    Optional<String> vendor,
    Optional<String> virtualization,
    boolean hypervisor,
    Optional<String> architecture) {

  static Optional<Cpu> parse(List<String> lines) {
    var values = firstProcessor(lines);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    var flags = flags(values);
    return Optional.of(
        new Cpu(
            vendor(values),
            List.of("vmx", "svm").stream().filter(flags::contains).findFirst(),
            flags.contains("hypervisor"),
            architecture(values, flags)));
  }

  public boolean intel() {
    return vendor.filter("GenuineIntel"::equals).isPresent();
  }

  /** AMD, or Hygon, whose IOMMU is AMD's. */
  public boolean amd() {
    return vendor.filter(v -> v.equals("AuthenticAMD") || v.equals("HygonGenuine")).isPresent();
  }

  private static Map<String, String> firstProcessor(List<String> lines) {
    var values = new TreeMap<String, String>();
    for (var line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        values.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return values;
  }

  private static Set<String> flags(Map<String, String> values) {
    var text = values.getOrDefault("flags", values.getOrDefault("Features", ""));
    return new LinkedHashSet<>(List.of(text.split("\\s+", -1)));
  }

  private static Optional<String> vendor(Map<String, String> values) {
    return Optional.ofNullable(values.get("vendor_id"))
        .or(() -> Optional.ofNullable(values.get("CPU implementer")).map(id -> "ARM " + id));
  }

  private static Optional<String> architecture(Map<String, String> values, Set<String> flags) {
    if (values.containsKey("CPU implementer")) {
      return Optional.of(
          values.getOrDefault("CPU architecture", "").startsWith("8") ? "aarch64" : "arm");
    }
    if (values.getOrDefault("cpu", "").startsWith("POWER")) {
      return Optional.of("ppc64");
    }
    if (values.containsKey("isa")) {
      return Optional.of("riscv64");
    }
    return values.containsKey("flags")
        ? Optional.of(flags.contains("lm") ? "x86_64" : "i686")
        : Optional.empty();
  }
}
