package dev.passthrough.agent;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.kubelet.HeldDevice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which devices pods have. Where kubelet does not say, every function that a VFIO driver has counts
 * as held: not to know is no leave to take something away.
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
  private boolean known = true;

  public Holders(Source source) {
    this.source = source;
  }

  /** Who has which device of {@code snapshot}: by address, or by UUID for a mediated device. */
  public Map<String, String> in(Snapshot snapshot) {
    var holders = new TreeMap<String, String>();
    try {
      source.read().forEach(it -> holders.put(it.deviceId(), it.holder()));
      known = true;
    } catch (IOException unknown) {
      if (known) {
        logger.warn(
            "Devices that are bound to VFIO are left as they are: {}", unknown.getMessage());
      }
      known = false;
      snapshot.functions().stream()
          .flatMap(Holders::passable)
          .forEach(it -> holders.put(it, UNKNOWN));
    }
    return Map.copyOf(holders);
  }

  /** Those of {@code holders} that kubelet has named. */
  static Map<String, String> known(Map<String, String> holders) {
    var known = new TreeMap<>(holders);
    known.values().removeIf(UNKNOWN::equals);
    return known;
  }

  /** What a virtual machine could have of {@code function} as it is. */
  private static Stream<String> passable(PciFunction function) {
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
