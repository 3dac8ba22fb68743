package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.inventory.VitalSigns;
import dev.passthrough.host.pci.PciAddress;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.use.HostUse;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The host as the loop needs it. */
public interface NodeHost {

  /**
   * Begins a turn at the host. Where another program waits for it, that one goes first.
   *
   * @return whether it is this program's turn; nothing else may be asked of the host otherwise
   */
  boolean ours();

  /** The machine as it is now, read so deep. */
  Snapshot observe(Depth depth);

  /** How those of {@code functions} are that answer now. */
  Map<PciAddress, VitalSigns> vitalSigns(Set<PciAddress> functions);

  /** What the machine does with its devices now. */
  HostUse use();

  /** Which run of the kernel this is: {@code boot_id} of random(4). */
  String boot();

  /** What is to be changed on {@code host} so that it is as {@code spec} asks. */
  Plan plan(Observed host, PassthroughNodeSpec spec);

  /** What is to be changed on {@code host} so that it is as it was found. */
  Plan restoration(Observed host, PassthroughNodeSpec spec);

  /** Carries out {@code plan}; a sentence for each step that failed. */
  List<String> apply(Plan plan);
}
