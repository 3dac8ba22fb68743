package dev.passthrough.operator.rollout;

import dev.passthrough.api.RolloutSpec;
import java.util.Map;
import java.util.Objects;

/**
 * What one policy allows.
 *
 * @param zones of its nodes, by name; all the same where the policy names no label
 */
record Budget(String policy, RolloutSpec rollout, Map<String, String> zones) {

  Budget {
    zones = Map.copyOf(zones);
  }

  int most() {
    return rollout.most(zones.size());
  }

  String zone(String node) {
    return Objects.requireNonNullElse(zones.get(node), "");
  }
}
