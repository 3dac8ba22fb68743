package dev.passthrough.agent;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.host.inventory.Depth;
import dev.passthrough.host.inventory.Snapshot;
import dev.passthrough.host.plan.Observed;
import dev.passthrough.host.plan.Plan;
import dev.passthrough.host.use.HostUse;
import java.util.List;

/** The host as the loop needs it. */
public interface NodeHost {

  /** The machine as it is now, read so deep. */
  Snapshot observe(Depth depth);

  /** What the machine does with its devices now. */
  HostUse use();

  /** What is to be changed on {@code host} so that it is as {@code spec} asks. */
  Plan plan(Observed host, PassthroughNodeSpec spec);

  /** What is to be changed on {@code host} so that it is as it was found. */
  Plan restoration(Observed host);

  /** Carries out {@code plan}; a sentence for each step that failed. */
  List<String> apply(Plan plan);
}
