package dev.passthrough.agent;

import dev.passthrough.kubelet.HeldDevice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What kubelets tell one after another of who has which device.
 *
 * @param held what the present one tells
 * @param runs how many there were
 * @param nanos what passes only by hand
 */
record PodsStandIn(List<HeldDevice> held, AtomicInteger runs, AtomicLong nanos) {

  static PodsStandIn begin() {
    return new PodsStandIn(new CopyOnWriteArrayList<>(), new AtomicInteger(), new AtomicLong());
  }

  Holders holders() {
    return new Holders(() -> held, () -> "run " + runs, nanos::get);
  }

  /** Another kubelet answers, which knows no pod yet. */
  void kubeletStarts() {
    runs.incrementAndGet();
    held.clear();
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
