package dev.passthrough.operator.policy;

import dev.passthrough.operator.rollout.RolloutFields;
import java.util.Optional;
import java.util.Set;

/** Under which names fields of a node's object are owned. */
public final class FieldManagers {

  /** Of the policies' status, and of the mark on objects that were made for a policy. */
  public static final String POLICIES = "passthrough-operator-policies";

  private static final String POLICY = "passthrough-policy/";

  /** The operator's own: they say nothing of what a node offers. */
  private static final Set<String> OWN =
      Set.of(POLICIES, "passthrough-operator", RolloutFields.MANAGER);

  private FieldManagers() {}

  static String of(String policy) {
    return POLICY + policy;
  }

  /** The policy's name; empty where the manager is somebody else. */
  static Optional<String> policy(String manager) {
    return manager.startsWith(POLICY)
        ? Optional.of(manager.substring(POLICY.length()))
        : Optional.empty();
  }

  static boolean isOwn(String manager) {
    return OWN.contains(manager);
  }
}
