package dev.passthrough.agent;

import dev.passthrough.api.Reason;
import dev.passthrough.kubelet.DeviceUnit;
import dev.passthrough.kubelet.Health;
import dev.passthrough.kubelet.OfferedResource;
import dev.passthrough.kubelet.ResourceState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something of a resource or a device that people should hear of: the same reason and sentence in
 * the status and in an event.
 *
 * @param subject the resource's name; empty for what is of the node as a whole
 * @param note a sentence or more
 */
public record Happening(Reason reason, String subject, String note) {

  /** Whether somebody should look at it. */
  boolean isWarning() {
    return reason != Reason.DeviceRecovered;
  }

  /**
   * A device became healthy or unhealthy.
   *
   * @throws IllegalArgumentException if it did neither, but was recalled
   */
  static Happening turned(String resource, DeviceUnit unit) {
    return switch (unit.health()) {
      case Health.Healthy _ ->
          new Happening(
              Reason.DeviceRecovered,
              resource,
              "%s: %s is healthy again.".formatted(resource, unit.address()));
      case Health.Unhealthy sick -> unhealthy(resource, List.of(sentence(unit, sick)));
      case Health.Recalled _ ->
          throw new IllegalArgumentException(unit.address() + " is recalled, which is no news");
    };
  }

  /** What is wrong with {@code resource} as kubelet holds it; empty if nothing is. */
  static Optional<Happening> of(OfferedResource resource, ResourceState state) {
    if (!(state instanceof ResourceState.Registered)) {
      return of(resource.resourceName(), state);
    }
    var sick =
        resource.units().stream()
            .flatMap(unit ->
                unit.health() instanceof Health.Unhealthy it
                    ? Stream.of(sentence(unit, it))
                    : Stream.of())
            .toList();
    return sick.isEmpty()
        ? Optional.empty()
        : Optional.of(unhealthy(resource.resourceName(), sick));
  }

  /** What keeps {@code resource} from kubelet; empty if kubelet holds it. */
  static Optional<Happening> of(String resource, ResourceState state) {
    return switch (state) {
      case ResourceState.Registered _ -> Optional.empty();
      case ResourceState.Registering _ ->
          Optional.of(
              new Happening(
                  Reason.Registering, resource, resource + " is being registered with kubelet."));
      case ResourceState.Refused refused ->
          Optional.of(
              new Happening(
                  Reason.RegistrationRefused,
                  resource,
                  "Kubelet refused %s: %s".formatted(resource, refused.words())));
      case ResourceState.KubeletAbsent absent ->
          Optional.of(
              new Happening(
                  Reason.KubeletUnavailable, resource, resource + ": " + absent.detail()));
      case ResourceState.Unfit unfit ->
          Optional.of(new Happening(Reason.RegistrationRefused, resource, unfit.complaint()));
    };
  }

  /** Kubelet asked for devices and got none. */
  static Happening refused(String resource, String sentence) {
    return new Happening(Reason.AllocationRefused, resource, resource + ": " + sentence);
  }

  private static Happening unhealthy(String resource, List<String> sick) {
    return new Happening(
        Reason.DeviceUnhealthy, resource, resource + ": " + String.join("; ", sick) + ".");
  }

  private static String sentence(DeviceUnit unit, Health.Unhealthy sick) {
    return unit.address() + " is unhealthy: " + sick.cause();
  }
}
