package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.operator.rollout.RolloutFields;
import java.util.Optional;
import java.util.Set;

/** Under which names fields of a node's object are owned. */
public final class FieldManagers {

  /** Of the policies' status, and of the mark on objects that were made for a policy. */
  public static final String POLICIES = "passthrough-operator-policies";

  /** The operator's own: they say nothing of what a node offers. */
  private static final Set<String> OWN =
      Set.of(POLICIES, "passthrough-operator", RolloutFields.MANAGER);

  private FieldManagers() {}

  static String of(String policy) {
    return PassthroughPolicy.FIELD_MANAGER + policy;
  }

  /** The policy's name; empty where the manager is somebody else. */
  static Optional<String> policy(String manager) {
    return manager.startsWith(PassthroughPolicy.FIELD_MANAGER)
        ? Optional.of(manager.substring(PassthroughPolicy.FIELD_MANAGER.length()))
        : Optional.empty();
  }

  static boolean isOwn(String manager) {
    return OWN.contains(manager);
  }
}
