package dev.passthrough.host.inventory;

import java.util.List;
import java.util.Optional;

/**
 * What a function is made of.
 *
 * @param bars its regions, in order of their index
 * @param errors present where the kernel counts them, for functions that are not virtual
 * @param resetMethods as the kernel would try them, such as flr, pm, bus; an empty list where it
 *     has none, empty where the kernel has no such file (before 5.15, or it cannot reset the
 *     device)
 * @param bootDisplay whether the firmware drew on it when the machine started
 * @param powerState such as D0 or D3hot
 * @param silent whether it is awake and its configuration space reads as ones, as that of a device
 *     does that fell off its bus (PCI Express Base 2.3.2, Completer Abort and Unsupported Request)
 */
public record Hardware(
    Optional<Link> link,
    List<Bar> bars,
    Optional<ErrorCounters> errors,
    Optional<ConfigFacts> config,
    Optional<List<String>> resetMethods,
    boolean bootDisplay,
    Optional<String> powerState,
    boolean silent) {

  public Hardware {
    bars = List.copyOf(bars);
    resetMethods = resetMethods.map(List::copyOf);
  }
}
