package dev.passthrough.host.apply;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.HostLedger;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.use.HostUse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out plans on one host and remembers what it found there. One instance at a time has a
 * host. For one thread; what it asks of the kernel cannot hang it.
 *
 * <p>The order of use: open, {@link #recover}, then again and again: read a snapshot, plan with
 * {@link #ledger}, {@link #apply}.
 */
public final class Applier implements AutoCloseable {

  private final HostRoot root;
  private final HostLock lock;
  private final Journal journal;
  private final Kernel kernel;
  private final StepRunner runner;
  private final HostRunner host;

  private Applier(
      HostRoot root,
      HostLock lock,
      Journal journal,
      Kernel kernel,
      HostRunner host,
      Deadlines deadlines) {
    this.root = root;
    this.lock = lock;
    this.journal = journal;
    this.kernel = kernel;
    this.host = host;
    this.runner = new StepRunner(kernel, journal, deadlines);
  }

  /**
   * Takes the host below {@code root}.
   *
   * @param wait how long to wait for another one that has it
   * @throws IOException if another one keeps it, or its journal cannot be read or written
   */
  public static Applier open(HostRoot root, KernelWrites writes, Deadlines deadlines, Duration wait)
      throws IOException, InterruptedException {
    return open(Folders.state(root), root, writes, HostAccess.none(), deadlines, wait, () -> {});
  }

  /**
   * Takes what is the host's own below {@code root}, its files and its reboot, and no device. It
   * has a journal and a lock of its own: an agent that keeps the devices is not in the way.
   *
   * @param access how far it may go
   * @param wait how long to wait for another one that has it
   * @throws IOException if another one keeps it, or its journal cannot be read or written
   */
  public static Applier openHost(
      HostRoot root, HostAccess access, Deadlines deadlines, Duration wait)
      throws IOException, InterruptedException {
    KernelWrites none =
        (file, value) -> {
          throw new IOException("no device is changed here");
        };
    return open(Folders.hostState(root), root, none, access, deadlines, wait, () -> {});
  }

  /**
   * As {@link #open(HostRoot, KernelWrites, Deadlines, Duration)}.
   *
   * @param onDisk runs after each line of the journal is on disk
   */
  static Applier open(
      HostRoot root, KernelWrites writes, Deadlines deadlines, Duration wait, Runnable onDisk)
      throws IOException, InterruptedException {
    return open(Folders.state(root), root, writes, HostAccess.none(), deadlines, wait, onDisk);
  }

  private static Applier open(
      Path folder,
      HostRoot root,
      KernelWrites writes,
      HostAccess access,
      Deadlines deadlines,
      Duration wait,
      Runnable onDisk)
      throws IOException, InterruptedException {
    var lock = HostLock.acquire(folder, wait);
    try {
      var journal = Journal.open(folder, BootId.of(root), onDisk);
      var host = new HostRunner(root, access, journal);
      var kernel = new Kernel(root, writes, access.programs(), deadlines);
      journal.state().quarantine().forEach(kernel::suspect);
      return new Applier(root, lock, journal, kernel, host, deadlines);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * What was changed on the host below {@code root} and not yet brought back, without taking the
   * host and without writing anything.
   *
   * @throws IOException if there is a journal and it cannot be read
   */
  public static Ledger ledgerOf(HostRoot root) throws IOException {
    return look(root, Folders.STATE).ledger();
  }

  /**
   * The same for the host itself.
   *
   * @throws IOException if there is a journal and it cannot be read
   */
  public static HostLedger hostLedgerOf(HostRoot root) throws IOException {
    return look(root, Folders.HOST_STATE).host();
  }

  /**
   * What root has had cards' drivers hold their functions to, and not yet brought back.
   *
   * @throws IOException if there is a journal and it cannot be read
   */
  public static Ledger settingsLedgerOf(HostRoot root) throws IOException {
    return look(root, Folders.HOST_STATE).ledger();
  }

  private static JournalState look(HostRoot root, String folder) throws IOException {
    var journal = root.resolve(folder + "/" + Journal.FILE);
    return journal.isEmpty()
        ? JournalState.empty()
        : Journal.look(journal.orElseThrow(), BootId.of(root));
  }

  /**
   * What was changed of the host itself and not yet brought back, whoever has it now.
   *
   * @throws IOException if its journal cannot be read
   */
  public HostLedger hostLedger() throws IOException {
    return hostLedgerOf(root);
  }

  /** The boot of the kernel that runs. */
  public String bootId() {
    return journal.state().bootId();
  }

  /** What was changed on this host and not yet brought back. */
  public Ledger ledger() {
    return journal.state().ledger();
  }

  /** The cards that are left alone because a call into the kernel has not come back, and which. */
  public Map<PciAddress, String> quarantine() {
    return kernel.quarantine();
  }

  /**
   * The host as it is now, with what root noted of cards' drivers.
   *
   * @throws IOException if the kernel does not answer in time
   */
  public Snapshot observe(Depth depth) throws IOException {
    return answer(() -> kernel.reader().snapshot(depth).with(SettingsNote.read(root)));
  }

  /**
   * How those of {@code functions} are that are there and not left alone.
   *
   * @throws IOException if the kernel does not answer in time
   */
  public Map<PciAddress, VitalSigns> vitalSigns(Set<PciAddress> functions) throws IOException {
    return answer(() -> kernel.reader().vitalSigns(functions));
  }

  /**
   * What the host does with its devices now.
   *
   * @throws IOException if the kernel does not answer in time
   */
  public HostUse use() throws IOException {
    return answer(kernel.reader()::use);
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws StepFailure, IOException;
  }

  private static <T> T answer(Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (StepFailure unanswered) {
      throw new IOException(unanswered.sentence(), unanswered);
    }
  }

  /**
   * Ends the plan that a crash left open: finishes what it began of the host itself, or undoes it
   * where it cannot be finished, and notes what became of devices, without a change to one. What is
   * left to do there the next plan finds. Empty if nothing was open.
   *
   * @throws IOException if the journal cannot be written
   */
  public Optional<Report> recover() throws IOException {
    release();
    var open = journal.state().open();
    Optional<Report> report = open.isEmpty() ? Optional.empty() : Optional.of(run().recover());
    forgetSettled();
    return report;
  }

  private void forgetSettled() throws IOException {
    if (ledger().facts().isEmpty()) {
      return;
    }
    try {
      var settled = kernel.settled(ledger());
      if (!settled.isEmpty()) {
        journal.append(new JournalEntry.Forgot(settled));
      }
    } catch (StepFailure unreadable) {
      // Nothing is forgotten then; a fact that is true again does no harm.
    }
  }

  /**
   * Carries out {@code plan}. A card of which a step fails is brought back to how it was found; the
   * others go on.
   *
   * @throws IOException if the journal cannot be written; the host is then left as it is
   * @throws IllegalStateException if a crash left something open and it was not recovered
   */
  public Report apply(Plan plan) throws IOException {
    if (journal.state().open().isPresent()) {
      throw new IllegalStateException("recover first: the journal holds an unfinished plan");
    }
    release();
    if (plan.isEmpty()) {
      return Report.nothing();
    }
    journal.append(JournalEntry.Began.now(plan.hash(), false, plan.steps()));
    return run().run();
  }

  private PlanRun run() {
    return new PlanRun(journal, kernel, runner, host);
  }

  private void release() throws IOException {
    for (var card : journal.state().quarantine().keySet()) {
      if (!kernel.quarantine().containsKey(card)) {
        journal.append(new JournalEntry.Released(card));
      }
    }
  }

  /**
   * Whether another program waits for the host. The one that has it does well to close, and to open
   * again later. For any one thread at a time.
   *
   * @throws IOException if the lock cannot be read
   */
  public boolean isWanted() throws IOException {
    return lock.isWanted();
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      journal.close();
    }
  }
}
