package dev.passthrough.host.plan;

import java.util.List;

/**
 * One property of a device that sysfs does not have and one of the host's own programs sets: fixed
 * arguments, no shell. What it was before may not be known when the plan is made: {@link #from} is
 * empty then.
 */
public sealed interface CommandStep extends DeviceStep permits SetFunctionSetting {

  /** The program's name and its arguments. */
  List<String> command();

  @Override
  default Privilege privilege() {
    return Privilege.HOST_FILES;
  }
}
