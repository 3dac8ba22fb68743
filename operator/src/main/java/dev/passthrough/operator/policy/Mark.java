package dev.passthrough.operator.policy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * The label of objects that this operator made for policies; it deletes no other. Owned by a
 * manager of its own, so that it stays until the object goes.
 */
final class Mark {

  private static final String KEY = "passthrough.dev/made-by-policy";
  private static final String VALUE = "true";

  private Mark() {}

  static Map<String, String> asMap() {
    return Map.of(KEY, VALUE);
  }

  static boolean isOn(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map(it -> it.get(KEY))
        .filter(VALUE::equals)
        .isPresent();
  }
}
