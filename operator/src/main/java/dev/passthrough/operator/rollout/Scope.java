package dev.passthrough.operator.rollout;

/** Which pods have to leave a node before it is changed. */
enum Scope {
  NOBODY,
  /** Those that hold devices of the node. */
  HOLDERS,
  /** All that can: the node will reboot. */
  EVERYBODY;

  static Scope of(Work work) {
    return switch (work) {
      case Work.None _, Work.Busy _, Work.Underway _, Work.Out _, Work.Failed _ -> NOBODY;
      case Work.Held _ -> HOLDERS;
      case Work.Shown it -> it.reboots() ? EVERYBODY : it.disturbs() ? HOLDERS : NOBODY;
    };
  }
}
