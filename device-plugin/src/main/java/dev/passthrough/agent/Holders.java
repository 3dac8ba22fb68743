package dev.passthrough.agent;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.kubelet.HeldDevice;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

  private static final Logger logger = LoggerFactory.getLogger(Holders.class);

  private final Source source;
  private boolean known = true;

  public Holders(Source source) {
    this.source = source;
  }

  /** The addresses in {@code snapshot} that may not be disturbed. */
  Set<PciAddress> in(Snapshot snapshot) {
    try {
      var held = source.read();
      known = true;
      return held.stream()
          .flatMap(it -> PciAddress.parse(it.deviceId()).stream())
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException unknown) {
      if (known) {
        logger.warn(
            "Devices that are bound to VFIO are left as they are: {}", unknown.getMessage());
      }
      known = false;
      return snapshot.functions().stream()
          .filter(it -> it.binding().vfio())
          .map(PciFunction::address)
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
