package dev.passthrough.host.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Reboots the host. Always the last step.
 *
 * @param arguments of the kernel that are there afterwards
 * @param iommu whether an IOMMU runs afterwards that did not before
 */
public record Reboot(List<String> arguments, boolean iommu) implements HostStep {

  public Reboot {
    arguments = List.copyOf(arguments);
  }

  @Override
  public Privilege privilege() {
    return Privilege.REBOOT;
  }

  @Override
  public String sentence() {
    return "reboot this host, once";
  }

  @Override
  public String verified() {
    var all = new ArrayList<String>();
    if (!arguments.isEmpty()) {
      all.add("/proc/cmdline has " + String.join(" ", arguments));
    }
    if (iommu) {
      all.add("/sys/kernel/iommu_groups has groups");
    }
    return String.join(", and ", all) + "; if not, no second reboot is tried";
  }

  @Override
  public String undone() {
    return "not possible";
  }
}
