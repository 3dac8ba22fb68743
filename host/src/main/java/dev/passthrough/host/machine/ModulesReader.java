package dev.passthrough.host.machine;

import dev.passthrough.host.HostRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads which modules the kernel has and could load ({@code /sys/module}, {@code /proc/modules},
 * modules.dep(5)).
 */
final class ModulesReader {

  private static final Pattern OF_INTEREST =
      Pattern.compile("vfio.*|iommufd|mdev|kvm.*|nvidia.*|.*_vfio_.*");

  private ModulesReader() {}

  static Fact<Modules> read(HostRoot root, Optional<String> release) {
    var present = new TreeSet<String>(root.folder("sys/module").names());
    root.lines("proc/modules").orElse(List.of()).stream()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> !name.isEmpty())
        .forEach(present::add);
    var folder = release.flatMap(r -> folder(root, r));
    var known = folder.map(f -> names(root, f + "/modules.dep")).orElse(Set.of());
    var builtIn = folder.map(f -> names(root, f + "/modules.builtin")).orElse(Set.of());
    var source =
        "/sys/module, /proc/modules" + folder.map(f -> ", /" + f + "/modules.dep").orElse("");
    return present.isEmpty() && known.isEmpty()
        ? Fact.unknown(source)
        : Fact.of(new Modules(present, known, builtIn, configured(root)), source);
  }

  /**
   * modules-load.d(5), initramfs-tools' list, and mkinitcpio's {@code MODULES=(…)}: words that name
   * a module.
   */
  private static List<Modules.Configured> configured(HostRoot root) {
    var files = new ArrayList<String>(List.of("etc/modules", "etc/initramfs-tools/modules"));
    root.folder("etc/modules-load.d").names().stream()
        .filter(name -> name.endsWith(".conf"))
        .forEach(name -> files.add("etc/modules-load.d/" + name));
    files.add("etc/mkinitcpio.conf");
    var found = new ArrayList<Modules.Configured>();
    for (var file : files) {
      var lines = root.lines(file).orElse(List.of());
      for (int i = 0; i < lines.size(); i++) {
        var line = lines.get(i).split("[#;]", 2)[0];
        for (var word : line.replaceFirst("^\\s*MODULES=", "").split("[\\s()\"']+", -1)) {
          var module = word.replace('-', '_');
          if (OF_INTEREST.matcher(module).matches()) {
            found.add(new Modules.Configured(module, "/" + file, i + 1));
          }
        }
      }
    }
    return found;
  }

  private static Optional<String> folder(HostRoot root, String release) {
    return Stream.of("lib/modules/", "usr/lib/modules/")
        .map(parent -> parent + release)
        .filter(path -> root.lines(path + "/modules.dep").isPresent())
        .findFirst();
  }

  /**
   * Each line starts with the path of a module: {@code kernel/drivers/vfio/pci/vfio-pci.ko.xz: …}.
   */
  private static Set<String> names(HostRoot root, String file) {
    var names = new TreeSet<String>();
    for (var line : root.lines(file).orElse(List.of())) {
      var path = line.split(":", 2)[0];
      var name = path.substring(path.lastIndexOf('/') + 1);
      int end = name.indexOf(".ko");
      var module = (end < 0 ? name : name.substring(0, end)).replace('-', '_');
      if (OF_INTEREST.matcher(module).matches()) {
        names.add(module);
      }
    }
    return names;
  }
}
