package dev.passthrough.host.plan;

import java.util.List;
import java.util.Optional;

/** How one entry is carried out; there is one for each kind of resource. */
sealed interface EntryPlan permits VirtualFunctionsPlan, DevicePlan, MediatedPlan {

  /** What is wrong with the entry on any host. */
  Optional<Refusal> invalid();

  /**
   * Whether the entry wants what {@code fact} tells of. What no entry wants is brought back to how
   * it was found.
   */
  boolean wants(Found fact);

  /** What the entry comes to on this host. */
  Outcome outcome();

  /**
   * An answer and the way to it.
   *
   * @param steps none for what is refused
   */
  record Outcome(Answer answer, List<DeviceStep> steps) {

    public Outcome {
      steps = List.copyOf(steps);
    }

    static Outcome refused(Refusal refusal) {
      return new Outcome(refusal, List.of());
    }
  }
}
