package dev.passthrough.host.use;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.pci.PciAddress;
import java.util.Optional;

/**
 * Memory that a console draws into.
 *
 * @param name of its holder: {@code BOOTFB}, {@code efifb}, {@code simplefb}
 * @param start 0 where the kernel hides addresses
 * @param end the last byte
 * @param owner the function whose region it is in, by the nesting
 */
public record Framebuffer(String name, long start, long end, Optional<PciAddress> owner) {

  /** Whether it lies in memory of {@code function}. */
  public boolean isIn(PciFunction function) {
    if (owner.isPresent()) {
      return owner.get().equals(function.address());
    }
    return start != 0
        && function.hardware().bars().stream()
            .anyMatch(bar ->
                bar.start() != 0
                    && Long.compareUnsigned(start, bar.start()) >= 0
                    && Long.compareUnsigned(start, bar.start() + (bar.size() - 1)) <= 0);
  }
}
