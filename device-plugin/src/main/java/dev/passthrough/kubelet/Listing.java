package dev.passthrough.kubelet;

import dev.passthrough.api.ResourceNames;
import dev.passthrough.proto.deviceplugin.v1beta1.Device;
import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import dev.passthrough.proto.deviceplugin.v1beta1.NUMANode;
import dev.passthrough.proto.deviceplugin.v1beta1.TopologyInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One state of a resource, ready to be sent and to be looked up in. Immutable. */
final class Listing {

  /** grpc-go's limit for a received message, which kubelet leaves as it is: 4 MiB. */
  static final int MESSAGE_LIMIT = 4 << 20;

  private final OfferedResource resource;
  private final String variable;
  private final Map<String, DeviceUnit> units;
  private final ListAndWatchResponse message;

  Listing(OfferedResource resource) {
    this.resource = resource;
    this.variable = resource.kind().variable(resource.resourceName());
    this.units = HashMap.newHashMap(resource.units().size());
    var list = ListAndWatchResponse.newBuilder();
    for (var unit : resource.units()) {
      units.put(unit.id(), unit);
      list.addDevices(device(unit));
    }
    this.message = list.build();
  }

  OfferedResource resource() {
    return resource;
  }

  String variable() {
    return variable;
  }

  ListAndWatchResponse message() {
    return message;
  }

  @Nullable DeviceUnit unit(String id) {
    return units.get(id);
  }

  ResourceState.Registered registered() {
    return new ResourceState.Registered(resource.units().size(), resource.healthy());
  }

  /** Why kubelet could not take this; empty if it can. */
  Optional<String> complaint() {
    var name = ResourceNames.complaint(resource.resourceName());
    if (name.isPresent()) {
      return Optional.of(
          "kubelet would refuse the resource name "
              + Quoted.of(resource.resourceName())
              + ": it "
              + name.get()
              + ". Change resourceName.");
    }
    int size = message.getSerializedSize();
    if (size > MESSAGE_LIMIT) {
      return Optional.of(
          "The list of "
              + resource.resourceName()
              + " with "
              + resource.units().size()
              + " units takes "
              + size
              + " bytes, and kubelet's limit is "
              + MESSAGE_LIMIT
              + ". Divide it into several resources.");
    }
    return Optional.empty();
  }

  private static Device device(DeviceUnit unit) {
    var device =
        Device.newBuilder()
            .setID(unit.id())
            .setHealth(
                switch (unit.health()) {
                  case Health.Healthy() -> "Healthy";
                  case Health.Unhealthy _, Health.Recalled _ -> "Unhealthy";
                });
    if (unit.numaNode().isPresent()) {
      device.setTopology(
          TopologyInfo.newBuilder()
              .addNodes(NUMANode.newBuilder().setID(unit.numaNode().getAsInt())));
    }
    return device.build();
  }
}
