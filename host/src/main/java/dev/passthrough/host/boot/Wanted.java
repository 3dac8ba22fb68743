package dev.passthrough.host.boot;

import dev.passthrough.host.bootconfig.ArgumentChange;
import dev.passthrough.host.bootconfig.KernelCommandLine;
import java.util.List;

/**
 * What the kernel is to be started with.
 *
 * @param add whole arguments that have to be there
 * @param remove whole arguments that must not be
 */
record Wanted(List<String> add, List<String> remove) {

  Wanted {
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  boolean isEmpty() {
    return add.isEmpty() && remove.isEmpty();
  }

  boolean heldBy(KernelCommandLine line) {
    return add.stream().allMatch(line::contains) && remove.stream().noneMatch(line::contains);
  }

  ArgumentChange inWords() {
    return new ArgumentChange(remove, add);
  }
}
