package dev.passthrough.host.boot;

import dev.passthrough.host.plan.ArgumentTool;
import java.util.List;

/** rpm-ostree keeps the arguments with each deployment; its entries are written by it alone. */
record OstreeLoader() implements Loader {

  @Override
  public Desired desired(Wanted wanted, Situation now) {
    return now.files().canRun(ArgumentTool.RPM_OSTREE.program())
        ? ToolChange.of(ArgumentTool.RPM_OSTREE, wanted, now, List.of())
        : now.byHand(
            wanted, "The arguments of this system are changed by rpm-ostree, which is not there.");
  }
}
