package dev.passthrough.host.bootconfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * GRUB with a generated grub.cfg: the arguments come from {@code /etc/default/grub} and, on
 * Debian's family, from {@code /etc/default/grub.d/*.cfg} read after it.
 */
final class GrubBoot {

  static final String DEFAULTS = "etc/default/grub";
  private static final String ALWAYS = "GRUB_CMDLINE_LINUX";
  private static final String NORMALLY = "GRUB_CMDLINE_LINUX_DEFAULT";

  private GrubBoot() {}

  static Optional<BootConfiguration> find(BootFiles files) {
    return files.has(DEFAULTS) ? Optional.of(byDefaults(files)) : byMenu(files);
  }

  /** What the shell knows after it read the files. */
  record Defaults(Map<String, String> values, List<ConfiguredLine> lines, List<String> files) {}

  static Defaults defaults(BootFiles files) {
    var more = files.names(DEFAULTS + ".d").stream().filter(name -> name.endsWith(".cfg"));
    Map<String, String> values = Map.of();
    var last = new LinkedHashMap<String, ConfiguredLine>();
    var read = new ArrayList<String>();
    var paths = Stream.concat(Stream.of(DEFAULTS), more.map(name -> DEFAULTS + ".d/" + name));
    for (var path : paths.toList()) {
      var text = files.lines(path);
      if (text.isEmpty()) {
        continue;
      }
      read.add("/" + path);
      var assignments = ShellAssignments.parse(text.get(), values);
      var after = new LinkedHashMap<>(values);
      after.putAll(assignments.values());
      values = after;
      for (var a : assignments.all()) {
        if (a.name().equals(ALWAYS) || a.name().equals(NORMALLY)) {
          var arguments = KernelCommandLine.parse(a.value());
          last.put(a.name(), new ConfiguredLine("/" + path, a.line(), a.name(), arguments));
        }
      }
    }
    return new Defaults(values, List.copyOf(last.values()), List.copyOf(read));
  }

  private static BootConfiguration byDefaults(BootFiles files) {
    var defaults = defaults(files);
    var values = defaults.values();
    boolean bls = values.getOrDefault("GRUB_ENABLE_BLSCFG", "").equals("true");
    var arguments =
        KernelCommandLine.parse(values.getOrDefault(ALWAYS, ""))
            .plus(KernelCommandLine.parse(values.getOrDefault(NORMALLY, "")));
    return new BootConfiguration(
        bls ? BootLoader.GRUB_WITH_BLS : BootLoader.GRUB,
        files.distribution(),
        defaults.files().isEmpty() ? List.of("/" + DEFAULTS) : defaults.files(),
        defaults.files().isEmpty() ? List.of() : List.of(arguments),
        defaults.lines());
  }

  private static Optional<BootConfiguration> byMenu(BootFiles files) {
    var path = files.firstReadable(List.of("boot/grub2/grub.cfg", "boot/grub/grub.cfg"));
    if (path.isEmpty()) {
      return Optional.empty();
    }
    var menu = GrubMenu.parse("/" + path.get(), files.lines(path.get()).orElse(List.of()));
    return Optional.of(
        new BootConfiguration(
            BootLoader.GENERATED_GRUB,
            files.distribution(),
            List.of("/" + path.get()),
            menu.lines().stream().map(ConfiguredLine::arguments).toList(),
            menu.lines()));
  }
}
