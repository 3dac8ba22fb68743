package dev.passthrough.host.plan;

/** What it takes to carry out a step, from little to much. */
public enum Privilege {
  /** Writing files below {@code /sys}, which their owner may without any capability. */
  SYSFS("/sys"),
  /** Changing the host's own files and running its programs, as root there. */
  HOST_FILES("root"),
  /** Rebooting it. */
  REBOOT("reboot");

  private final String label;

  Privilege(String label) {
    this.label = label;
  }

  /** One word for a person. */
  public String label() {
    return label;
  }
}
