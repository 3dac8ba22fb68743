package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Plan;
import java.util.List;
import java.util.Set;

/** The host as the loop needs it. */
public interface NodeHost {

  /** The machine as it is now. */
  Snapshot observe();

  /** What is to be changed so that it is as {@code spec} asks, without disturbing {@code held}. */
  Plan plan(Snapshot snapshot, PassthroughNodeSpec spec, Set<PciAddress> held);

  /** What is to be changed so that it is as it was found, without disturbing {@code held}. */
  Plan restoration(Snapshot snapshot, Set<PciAddress> held);

  /** Carries out {@code plan}; a sentence for each step that failed. */
  List<String> apply(Plan plan);
}
