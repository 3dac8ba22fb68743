package dev.passthrough.operator.policy;

import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.ResourceEntry;

/** What somebody says of one {@link Field}. */
sealed interface Claim {

  record OfMode(Mode mode) implements Claim {}

  record OfHost(HostSpec host) implements Claim {}

  record OfResource(ResourceEntry entry) implements Claim {}

  record OfOverride(GuardOverride override) implements Claim {}

  default Field field() {
    return switch (this) {
      case OfMode _ -> Field.MODE;
      case OfHost _ -> Field.HOST;
      case OfResource it -> Field.resource(it.entry().name());
      case OfOverride it -> Field.override(it.override().address(), it.override().guard());
    };
  }
}
