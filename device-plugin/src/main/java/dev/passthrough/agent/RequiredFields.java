package dev.passthrough.agent;

import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.GuardOverride;
import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.VirtualFunctions;
import org.jspecify.annotations.Nullable;

/** What the API server insists on, for a spec that did not come from it. */
final class RequiredFields {

  private RequiredFields() {}

  /**
   * Takes a spec as it was parsed.
   *
   * @throws IllegalArgumentException if a required field is absent; the message names it
   */
  static void check(PassthroughNodeSpec spec) {
    var unsafe = spec.host().unsafeArguments();
    if (!unsafe.isEmpty()) {
      throw new IllegalArgumentException(
          "spec.host.kernelArguments: '%s' is not taken: only letters, digits and _ . , : = / @ + %% ~ - stand in an argument, and no more than 256 of them"
              .formatted(unsafe.getFirst()));
    }
    for (int i = 0; i < spec.resources().size(); i++) {
      check("spec.resources[%d]".formatted(i), spec.resources().get(i));
    }
    for (int i = 0; i < spec.overrides().size(); i++) {
      check("spec.overrides[%d]".formatted(i), spec.overrides().get(i));
    }
  }

  private static void check(String path, ResourceEntry entry) {
    require(path + ".name", entry.name());
    require(path + ".resourceName", entry.resourceName());
    for (var kind : entry.kinds()) {
      switch (kind) {
        case VirtualFunctions it -> check(path + ".virtualFunctions", it);
        case MediatedDevices it -> check(path + ".mediatedDevices", it);
        case DeviceRequest it -> require(path + ".device.select", it.select());
      }
    }
  }

  private static void check(String path, VirtualFunctions functions) {
    var card = require(path + ".physicalFunction", functions.physicalFunction());
    require(path + ".physicalFunction.address", card.address());
  }

  private static void check(String path, MediatedDevices devices) {
    require(path + ".type", devices.type());
    var parent = require(path + ".parent", devices.parent());
    require(path + ".parent.address", parent.address());
  }

  private static void check(String path, GuardOverride override) {
    require(path + ".address", override.address());
    require(path + ".guard", override.guard());
    require(path + ".reason", override.reason());
  }

  private static <T> T require(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value;
  }
}
