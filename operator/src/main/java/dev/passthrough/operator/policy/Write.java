package dev.passthrough.operator.policy;

import java.util.Set;

/** What has to be written into a node's object for one policy. */
sealed interface Write {

  /** The object says what the policy wants of it. */
  record Nothing() implements Write {}

  /** There is no object: it is made, marked as made for policies, and then applied to. */
  record Make(Part part) implements Write {}

  /**
   * The policy's part is applied; what it owned and is not in it, it gives up.
   *
   * @param awaited what the policy takes over, but from policies that have yet to let go of it
   */
  record Apply(Part part, Set<Field> awaited) implements Write {}

  /** Nothing is left to be written until other policies have let go of what is awaited. */
  record Await(Set<Field> awaited) implements Write {}

  /** The object was made for policies, and nobody has anything in it any more. */
  record Delete() implements Write {}
}
