package dev.passthrough.agent;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.kubelet.HeldDevice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which devices pods have. Where kubelet does not say, every function that a VFIO driver has counts
 * as held, and what pods had before a kubelet started counts as held until that one knows its pods:
 * not to know is no leave to take something away.
 */
public final class Holders {

  /** Asks who holds what. */
  @FunctionalInterface
  public interface Source {

    /**
     * Every device that a container holds at this moment.
     *
     * @throws IOException if it cannot be known now
     */
    List<HeldDevice> read() throws IOException;
  }

  private static final String UNKNOWN = "somebody (kubelet does not say who)";

  private static final Logger logger = LoggerFactory.getLogger(Holders.class);

  private final Source source;
  private final Supplier<String> run;
  private final LastHolders last;
  private boolean known = true;

  /** For a single question. */
  public Holders(Source source) {
    this(source, () -> "", System::nanoTime);
  }

  /**
   * @param run which run of kubelet it is that answers; asked before and after each answer
   * @param nanoTime as {@link System#nanoTime}
   */
  Holders(Source source, Supplier<String> run, LongSupplier nanoTime) {
    this.source = source;
    this.run = run;
    this.last = new LastHolders(nanoTime);
  }

  /** Takes over what was known before the first question, by device. */
  void inherit(Map<String, String> earlier) {
    last.inherit(earlier);
  }

  /**
   * Asks who may have which device of {@code snapshot}: by address, or by UUID for a mediated
   * device.
   */
  public Map<String, String> in(Snapshot snapshot) {
    var holders = new TreeMap<String, String>();
    try {
      learn();
      known = true;
    } catch (IOException unknown) {
      last.unanswered();
      if (known) {
        logger.warn(
            "Devices that are bound to VFIO are left as they are: {}", unknown.getMessage());
      }
      known = false;
      snapshot.functions().stream()
          .flatMap(Holders::passable)
          .forEach(it -> holders.put(it, UNKNOWN));
    }
    last.all().forEach(holders::putIfAbsent);
    return Map.copyOf(holders);
  }

  private void learn() throws IOException {
    var asked = run.get();
    var answer = new TreeMap<String, String>();
    source.read().forEach(it -> answer.put(it.deviceId(), it.holder()));
    if (!asked.equals(run.get())) {
      last.answeredInBetween(answer);
      throw new IOException(
          "who holds devices is not known: kubelet was started while it answered");
    }
    last.answered(asked, answer);
  }

  /** Who has which device as kubelet last said. */
  Map<String, String> named() {
    return last.named();
  }

  /** What a virtual machine could have of {@code function} as it is. */
  static Stream<String> passable(PciFunction function) {
    boolean itself =
        function.binding().vfio()
            || function
                .mediation()
                .flatMap(it -> it.vgpu())
                .filter(it -> it.current().isPresent())
                .isPresent();
    return Stream.concat(
        itself ? Stream.of(function.address().toString()) : Stream.of(),
        function.mediation().stream().flatMap(it -> it.instances().stream()).map(it -> it.uuid()));
  }
}
