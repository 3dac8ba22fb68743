package dev.passthrough.host.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays the kernel on a tree beside a program that runs on its own: looks again and again for what
 * was written and lets {@link KernelStandIn} act on it. It cannot make a write fail; what the
 * kernel would refuse is set back, and the program sees that nothing came of it.
 *
 * <p>As a process: {@code java -cp … dev.passthrough.host.testing.KernelBeside ROOT} plays on the
 * tree at ROOT until it is ended; with {@code --lab} it makes a {@link LabHost} there first.
 */
public final class KernelBeside implements AutoCloseable {

  private final Path root;
  private final KernelStandIn kernel;
  private final Duration pause;
  private final Thread thread;
  private volatile boolean over;

  private KernelBeside(Path root, KernelStandIn kernel, Duration pause) {
    this.root = root;
    this.kernel = kernel;
    this.pause = pause;
    this.thread = Thread.ofPlatform().daemon().name("kernel stand-in").unstarted(this::play);
  }

  /** Starts to play on the tree at {@code root}. */
  public static KernelBeside start(Path root, KernelStandIn kernel, Duration pause) {
    var beside = new KernelBeside(root, kernel, pause);
    beside.thread.start();
    return beside;
  }

  public static void main(String[] args) throws InterruptedException {
    var root = Path.of(args[0]);
    var kernel =
        args.length > 1 && args[1].equals("--lab")
            ? new LabHost(root).kernel()
            : new KernelStandIn(root);
    try (var beside = start(root, kernel, Duration.ofMillis(10))) {
      System.out.println("the kernel stand-in plays on " + root);
      beside.thread.join();
    }
  }

  private void play() {
    while (!over) {
      try {
        look();
      } catch (IOException | UncheckedIOException changedMeanwhile) {
        // The program writes at the same time; the next look sees all of it.
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  private void look() throws IOException {
    for (var link : Tree.list(root.resolve("sys/bus/pci/devices"))) {
      cards(link.toRealPath());
    }
    event(root.resolve("sys/bus/pci/drivers_probe"));
    for (var driver : Tree.list(root.resolve("sys/bus/pci/drivers"))) {
      event(driver.resolve("unbind"));
      event(driver.resolve("bind"));
    }
  }

  private void cards(Path card) throws IOException {
    var file = card.resolve("sriov_numvfs");
    var text = Tree.text(file);
    int now = SriovStandIn.functions(card).size();
    if (!text.isEmpty() && !text.equals("" + now)) {
      try {
        kernel.write(file, text);
      } catch (IOException refused) {
        Tree.write(file, "" + now);
      }
    }
    var override = card.resolve("driver_override");
    if (Files.exists(override) && Files.readString(override).equals("\n")) {
      Tree.write(override, "(null)");
    }
  }

  /** A file that is empty until something is written into it. */
  private void event(Path file) throws IOException {
    var text = Tree.text(file);
    if (!text.isEmpty()) {
      Files.writeString(file, "");
      try {
        kernel.write(file, text);
      } catch (IOException refused) {
        // Nothing comes of it, which is all that can be said to another process.
      }
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
