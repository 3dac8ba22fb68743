package dev.passthrough.agent;

import dev.passthrough.kubelet.StateObserver;
import java.util.List;

/**
 * Who hears of an agent's life.
 *
 * @param kubelet what happens between it and kubelet
 * @param turns what becomes of its loop's turns
 */
public record Observers(StateObserver kubelet, List<TurnObserver> turns) {

  public Observers {
    turns = List.copyOf(turns);
  }

  /** Nobody. */
  public static Observers none() {
    return new Observers((_, _) -> {}, List.of());
  }
}
