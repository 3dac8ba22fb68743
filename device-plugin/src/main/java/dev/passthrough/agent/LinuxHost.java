package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.Applier;
import dev.passthrough.host.apply.HostTakenException;
import dev.passthrough.host.boot.EarlyDevices;
import dev.passthrough.host.boot.Outside;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.use.HostUse;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host that this program has while nobody else wants it, and for one turn at least: it reads and
 * changes all there is. For the loop's thread, but for what glances ask.
 */
public final class LinuxHost implements NodeHost, Glance.Looker, Closeable {

  private static final Logger logger = LoggerFactory.getLogger(LinuxHost.class);

  private static final String UNWRITABLE =
      "The journal cannot be written, so nothing more is changed on the host until it can";

  private final HostRoot root;
  private final Opening opening;
  private Optional<Applier> present = Optional.empty();
  private Optional<IOException> unrecovered = Optional.empty();
  private boolean hadTurn;
  private final DeviceNames names;
  private volatile Optional<DeviceNames.Mark> lastLook = Optional.empty();

  /** Takes the host. */
  @FunctionalInterface
  public interface Opening {

    /**
     * Takes it.
     *
     * @param wait how long to wait for another one that has it
     * @throws HostTakenException if another one keeps it for that long
     */
    Applier open(Duration wait) throws IOException, InterruptedException;
  }

  private LinuxHost(HostRoot root, Opening opening) {
    this.root = root;
    this.opening = opening;
    this.names = new DeviceNames(root);
  }

  /**
   * Takes the host below {@code root}, and ends what an earlier program left open there. Where that
   * cannot be noted, the host is read and not changed, and each turn tries again.
   *
   * @param patience how long to wait for another one that has it
   * @throws IOException if another one keeps the host, or its journal cannot be read
   */
  public static LinuxHost take(HostRoot root, Opening opening, Duration patience)
      throws IOException, InterruptedException {
    var host = new LinuxHost(root, opening);
    host.open(patience);
    return host;
  }

  private synchronized void open(Duration wait) throws IOException, InterruptedException {
    var applier = opening.open(wait);
    try {
      applier
          .recover()
          .ifPresent(report ->
              logger.warn(
                  "An earlier plan was cut off; what is left of it is planned anew. {}",
                  String.join(" ", report.failures().values())));
      unrecovered = Optional.empty();
    } catch (IOException unwritable) {
      logger.warn("{}: {}", UNWRITABLE, unwritable.getMessage());
      unrecovered = Optional.of(unwritable);
    } catch (RuntimeException failed) {
      applier.close();
      throw failed;
    }
    present = Optional.of(applier);
    hadTurn = false;
  }

  /**
   * Where it cannot be read nobody can be seen to wait; who does not have the host gives no way.
   */
  @Override
  public synchronized boolean isWanted() {
    try {
      return present.isPresent() && present.orElseThrow().isWanted();
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public synchronized boolean ours() {
    try {
      if (hadTurn && isWanted()) {
        logger.info("Gives way to another program that changes this host");
        close();
      }
      boolean back = present.isEmpty();
      if (unrecovered.isPresent()) {
        close();
      }
      if (present.isEmpty()) {
        open(Duration.ZERO);
      }
      if (back) {
        logger.info("Has this host back");
      }
      hadTurn = true;
      return true;
    } catch (HostTakenException taken) {
      return false;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Applier applier() {
    return present.orElseThrow(() -> new IllegalStateException("another program has the host"));
  }

  @Override
  public Optional<DeviceNames.Mark> lastLook() {
    return lastLook;
  }

  @Override
  public Snapshot observe(Depth depth) {
    try {
      var begin = names.before(lastLook);
      var snapshot = applier().observe(depth);
      lastLook = Optional.of(names.after(begin));
      return snapshot;
    } catch (IOException unanswered) {
      throw new UncheckedIOException(unanswered);
    }
  }

  @Override
  public Map<PciAddress, VitalSigns> vitalSigns(Set<PciAddress> functions) {
    try {
      return applier().vitalSigns(functions);
    } catch (IOException unanswered) {
      throw new UncheckedIOException(unanswered);
    }
  }

  @Override
  public HostUse use() {
    try {
      return applier().use();
    } catch (IOException unanswered) {
      throw new UncheckedIOException(unanswered);
    }
  }

  @Override
  public String boot() {
    return applier().bootId();
  }

  @Override
  public Plan plan(Observed host, PassthroughNodeSpec spec) {
    var devices = Planner.plan(host, spec, applier().ledger());
    var early = EarlyDevices.of(spec, devices, host, applier().ledger());
    return Outside.asked(spec.host(), host.snapshot(), hostLedger(), early, applier().bootId())
        .before(devices);
  }

  @Override
  public Plan restoration(Observed host, PassthroughNodeSpec spec) {
    var made = applier().ledger();
    return Outside.left(spec, hostLedger(), made, settingsLedger())
        .before(Planner.restore(host, made, spec.overrides()));
  }

  private Ledger settingsLedger() {
    try {
      return Applier.settingsLedgerOf(root);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private HostLedger hostLedger() {
    try {
      return applier().hostLedger();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public List<String> apply(Plan plan) {
    if (unrecovered.isPresent()) {
      throw unwritable(unrecovered.orElseThrow());
    }
    try {
      var report = applier().apply(plan);
      return Stream.concat(report.failures().values().stream(), report.hostFailures().stream())
          .toList();
    } catch (IOException journalFailed) {
      letGo(journalFailed);
      throw unwritable(journalFailed);
    }
  }

  private static UncheckedIOException unwritable(IOException why) {
    return new UncheckedIOException("%s: %s".formatted(UNWRITABLE, why.getMessage()), why);
  }

  /** What is left open is recovered by the next turn, which takes the host anew. */
  private void letGo(IOException why) {
    try {
      close();
    } catch (IOException alsoFailed) {
      why.addSuppressed(alsoFailed);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (present.isPresent()) {
      var applier = present.orElseThrow();
      present = Optional.empty();
      applier.close();
    }
  }
}
