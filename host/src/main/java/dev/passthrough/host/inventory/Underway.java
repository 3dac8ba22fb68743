package dev.passthrough.host.inventory;

import dev.passthrough.host.pci.PciAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions that a reading has begun with and not ended: where the kernel does not answer, it
 * is about one of them. For any number of threads.
 */
public final class Underway {

  private final Map<PciAddress, Long> since = new ConcurrentHashMap<>();

  public void begins(PciAddress function) {
    since.put(function, System.nanoTime());
  }

  public void ends(PciAddress function) {
    since.remove(function);
  }

  /** Those that have been waited for at least so long. */
  public Set<PciAddress> atLeast(Duration time) {
    long now = System.nanoTime();
    var all = new TreeSet<PciAddress>();
    since.forEach((function, begin) -> {
      if (now - begin >= time.toNanos()) {
        all.add(function);
      }
    });
    return all;
  }
}
