package dev.passthrough.host.testing;

import dev.passthrough.host.HostRoot;
import dev.passthrough.host.apply.KernelWrites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Plays the kernel on a tree: a write to an attribute that the kernel acts on changes the tree as
 * the kernel would, or fails with the kernel's words. The rules are those of drivers/pci/iov.c,
 * drivers/pci/pci-sysfs.c and drivers/base/bus.c.
 */
public final class KernelStandIn implements KernelWrites {

  private final Path root;
  private final DriversStandIn drivers;
  private final SriovStandIn sriov;
  private final MediatedStandIn mediated;
  private final Map<String, String> refusals = new HashMap<>();
  private final Map<String, CountDownLatch> hangs = new HashMap<>();

  public KernelStandIn(Path root) {
    this.root = HostRoot.at(root).path();
    this.drivers = new DriversStandIn(this.root);
    this.sriov = new SriovStandIn(this.root, drivers);
    this.mediated = new MediatedStandIn(this.root);
  }

  /** The functions that drivers are there for, and what they do by themselves. */
  public DriversStandIn drivers() {
    return drivers;
  }

  /** How cards make virtual functions. */
  public SriovStandIn sriov() {
    return sriov;
  }

  /**
   * Every write to a file whose path ends with {@code path} fails with {@code words} from now on.
   */
  public synchronized KernelStandIn refuse(String path, String words) {
    refusals.put(path, words);
    return this;
  }

  /** A write to a file whose path ends with {@code path} does not come back until counted down. */
  public synchronized CountDownLatch hang(String path) {
    var end = new CountDownLatch(1);
    hangs.put(path, end);
    return end;
  }

  @Override
  public void write(Path file, String value) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    waitWhere(file);
    synchronized (this) {
      for (var refusal : refusals.entrySet()) {
        if (file.endsWith(refusal.getKey())) {
          throw new IOException(refusal.getValue());
        }
      }
      act(file, value);
    }
  }

  private void act(Path file, String value) throws IOException {
    var folder = file.resolveSibling("").normalize();
    switch (String.valueOf(file.getFileName())) {
      case "sriov_numvfs" -> sriov.set(folder, value);
      case "sriov_drivers_autoprobe" -> Tree.write(file, flag(value));
      case "driver_override" -> Tree.write(file, value.isEmpty() ? "(null)" : value);
      case "drivers_probe" -> drivers.probe(value);
      case "bind" -> drivers.bind(folder, value);
      case "unbind" -> {
        sriov.driverLeaves(folder, value);
        drivers.unbind(folder, value);
      }
      case "create" -> mediated.create(folder, value);
      case "remove" -> mediated.remove(folder, value);
      case "current_vgpu_type" -> mediated.vgpu(file, value);
      default -> throw new IOException("Permission denied");
    }
  }

  /** kstrtobool. */
  private static String flag(String value) throws IOException {
    if (value.matches("(?i)([1yt]|on).*")) {
      return "1";
    }
    if (value.matches("(?i)([0nf]|of).*")) {
      return "0";
    }
    throw new IOException("Invalid argument");
  }

  private void waitWhere(Path file) {
    CountDownLatch hang = null;
    synchronized (this) {
      for (var entry : hangs.entrySet()) {
        hang = file.endsWith(entry.getKey()) ? entry.getValue() : hang;
      }
    }
    while (hang != null && hang.getCount() > 0) {
      try {
        hang.await();
      } catch (InterruptedException _) {
        // Uninterruptible, as in the kernel.
      }
    }
  }
}
