package dev.passthrough.host.apply;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.HostRoot;
import dev.passthrough.host.inventory.InventoryReader;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.Ledger;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.plan.Planner;
import dev.passthrough.host.testing.Tree;
import dev.passthrough.host.use.HostUse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A tree with a kernel behind it, and an applier that is opened for each act as a program would.
 */
final class HostUnderTest {

  static final Deadlines SHORT = new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));

  private final Path root;
  private final KernelWrites kernel;

  HostUnderTest(Path root, KernelWrites kernel) {
    this.root = root;
    this.kernel = kernel;
  }

  HostUnderTest with(KernelWrites other) {
    return new HostUnderTest(root, other);
  }

  Snapshot snapshot() {
    return new InventoryReader().read(HostRoot.at(root));
  }

  Map<String, String> sys() throws IOException {
    return Tree.contents(root.resolve("sys"));
  }

  Path journal() {
    return root.resolve("var/lib/passthrough").resolve(Journal.FILE);
  }

  Ledger ledger() throws Exception {
    try (var applier = open()) {
      return applier.ledger();
    }
  }

  Plan plan(PassthroughNodeSpec spec) throws Exception {
    return Planner.plan(observed(), spec, ledger());
  }

  Report apply(PassthroughNodeSpec spec) throws Exception {
    try (var applier = open()) {
      applier.recover();
      return applier.apply(Planner.plan(observed(), spec, applier.ledger()));
    }
  }

  Report restore() throws Exception {
    try (var applier = open()) {
      applier.recover();
      return applier.apply(Planner.restore(observed(), applier.ledger()));
    }
  }

  void recover() throws Exception {
    try (var applier = open()) {
      applier.recover();
    }
  }

  Report apply(PassthroughNodeSpec spec, Runnable onDisk) throws Exception {
    try (var applier =
        Applier.open(HostRoot.at(root), kernel, SHORT, Duration.ofSeconds(1), onDisk)) {
      return applier.apply(Planner.plan(observed(), spec, applier.ledger()));
    }
  }

  Applier open() throws Exception {
    return Applier.open(HostRoot.at(root), kernel, SHORT, Duration.ofSeconds(1));
  }

  private Observed observed() {
    return new Observed("node-1", snapshot(), HostUse.nothing(), Map.of());
  }
}
