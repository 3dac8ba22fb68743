package dev.passthrough.host.machine;

import java.util.List;
import java.util.Set;

/**
 * Modules of the kernel by name, {@code _} for {@code -}.
 *
 * @param present loaded, or built in with something to show in {@code /sys/module}
 * @param known of those for virtual machines ({@code vfio*}, {@code iommufd}, {@code mdev}, {@code
 *     kvm*}): on disk for the running kernel
 * @param builtIn of the same: part of the running kernel by its {@code modules.builtin}
 * @param configured of the same: what files ask to be loaded at each boot
 */
public record Modules(
    Set<String> present, Set<String> known, Set<String> builtIn, List<Configured> configured) {

  /** A module that the line {@code line}, counted from 1, of {@code file} asks for. */
  public record Configured(String name, String file, int line) {

    public String where() {
      return file + ", line " + line;
    }
  }

  public Modules {
    present = Set.copyOf(present);
    known = Set.copyOf(known);
    builtIn = Set.copyOf(builtIn);
    configured = List.copyOf(configured);
  }

  public boolean has(String name) {
    return present.contains(name) || builtIn.contains(name);
  }
}
