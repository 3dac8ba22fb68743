package dev.passthrough.agent;

import dev.passthrough.api.DeviceUse;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.ResourceStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the status of {@code node} tells: by this agent, or by the one before it. */
record Told(PassthroughNode node) {

  /** The names of resources that were offered to kubelet. */
  Set<String> offered() {
    return resources().stream()
        .filter(it -> it.capacity() > 0)
        .map(ResourceStatus::resourceName)
        .collect(Collectors.toSet());
  }

  /**
   * The devices that were offered, unhealthy ones too: addresses, and UUIDs of mediated devices.
   */
  Set<String> devices() {
    return resources().stream()
        .flatMap(it -> it.devices().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Who had which device: by address, or by UUID for a mediated device. */
  Map<String, String> holders() {
    return resources().stream()
        .flatMap(it -> it.inUse().stream())
        .collect(Collectors.toMap(DeviceUse::device, DeviceUse::pod, (one, _) -> one));
  }

  private List<ResourceStatus> resources() {
    @Nullable PassthroughNodeStatus status = node.getStatus();
    return status == null ? List.of() : status.resources();
  }
}
