package dev.passthrough.host.use;

import java.util.List;
import java.util.Set;

/**
 * The mounts of all namespaces.
 *
 * @param local the numbers of those that this machine answers for by itself; a number is of one
 *     mount, whatever the namespace
 */
record Mounts(List<Mount> all, Set<Integer> local) {

  Mounts {
    all = List.copyOf(all);
    local = Set.copyOf(local);
  }

  static Mounts none() {
    return new Mounts(List.of(), Set.of());
  }
}
