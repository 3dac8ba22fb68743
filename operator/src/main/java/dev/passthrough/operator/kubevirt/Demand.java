package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.MediatedDevices;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PassthroughNodeStatus;
import dev.passthrough.api.ResourceEntry;
import dev.passthrough.api.ResourceKind;
import dev.passthrough.api.ResourceStatus;
import dev.passthrough.api.VirtualFunctions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What KubeVirt has to permit, by all PassthroughNodes together.
 *
 * @param permits what is wanted
 * @param unsettled names of resources of which not all devices are known yet, or which are on their
 *     way out: nothing of them is taken away
 * @param byNode the resources that each object wants or offers, by its name
 */
record Demand(
    SortedSet<Permit> permits, Set<String> unsettled, SortedMap<String, SortedSet<String>> byNode) {

  static Demand of(Collection<PassthroughNode> objects) {
    var permits = new TreeSet<Permit>();
    var unsettled = new TreeSet<String>();
    var byNode = new TreeMap<String, SortedSet<String>>();
    for (var object : objects) {
      var names = new TreeSet<String>();
      for (var entry : wanted(object)) {
        names.add(entry.resourceName());
        var found = permits(entry, status(object, entry));
        permits.addAll(found);
        if (found.isEmpty()) {
          unsettled.add(entry.resourceName());
        }
      }
      for (var offered : offered(object)) {
        names.add(offered.resourceName());
        permits.addAll(reported(offered));
        unsettled.add(offered.resourceName());
      }
      if (object.isMarkedForDeletion()) {
        spec(object).resources().forEach(it -> unsettled.add(it.resourceName()));
      } else if (!names.isEmpty()) {
        byNode.put(object.getMetadata().getName(), names);
      }
    }
    return new Demand(permits, unsettled, byNode);
  }

  boolean isEmpty() {
    return byNode.isEmpty() && unsettled.isEmpty();
  }

  boolean mediated() {
    return permits.stream().anyMatch(it -> it.kind() == Permit.Kind.MEDIATED);
  }

  boolean needs(Permit permit) {
    return permits.contains(permit) || unsettled.contains(permit.resource());
  }

  List<Permit> permits(String resource) {
    return permits.stream().filter(it -> it.resource().equals(resource)).toList();
  }

  private static List<ResourceEntry> wanted(PassthroughNode object) {
    return object.isMarkedForDeletion() || spec(object).mode() != Mode.Enforce
        ? List.of()
        : spec(object).resources();
  }

  /** What is advertised without being wanted any more. */
  private static Stream<ResourceStatus> leaving(PassthroughNode object) {
    return statuses(object).stream().filter(it -> it.capacity() > 0 || !it.inUse().isEmpty());
  }

  private static List<ResourceStatus> offered(PassthroughNode object) {
    var wanted = wanted(object);
    return leaving(object)
        .filter(it ->
            wanted.stream().noneMatch(entry -> entry.resourceName().equals(it.resourceName())))
        .toList();
  }

  private static Optional<ResourceStatus> status(PassthroughNode object, ResourceEntry entry) {
    return statuses(object).stream()
        .filter(it -> it.name().equals(entry.name()))
        .filter(it -> it.resourceName().equals(entry.resourceName()))
        .findFirst();
  }

  private static List<Permit> permits(ResourceEntry entry, Optional<ResourceStatus> status) {
    var reported = status.map(Demand::reported).orElse(List.of());
    return reported.isEmpty()
        ? entry.kinds().stream().flatMap(it -> foretold(it, entry.resourceName())).toList()
        : reported;
  }

  private static List<Permit> reported(ResourceStatus status) {
    return Stream.concat(
            status.pciIds().stream()
                .map(it -> new Permit(Permit.Kind.PCI, it, status.resourceName())),
            status.mediatedTypes().stream()
                .map(it -> new Permit(Permit.Kind.MEDIATED, it, status.resourceName())))
        .toList();
  }

  /**
   * What the spec itself says of the devices' kind, so that KubeVirt knows before they are there.
   */
  private static Stream<Permit> foretold(ResourceKind kind, String resource) {
    return switch (kind) {
      case DeviceRequest it -> {
        @Nullable String vendor = it.select().vendor();
        @Nullable String device = it.select().device();
        yield vendor == null || device == null
            ? Stream.empty()
            : Stream.of(new Permit(Permit.Kind.PCI, vendor + ":" + device, resource));
      }
      case MediatedDevices it ->
          isNumber(it.type())
              ? Stream.empty()
              : Stream.of(new Permit(Permit.Kind.MEDIATED, it.type(), resource));
      case VirtualFunctions _ -> Stream.empty();
    };
  }

  /** Of a virtual GPU, which is no mediated device to KubeVirt. */
  private static boolean isNumber(String type) {
    return type.chars().allMatch(Character::isDigit);
  }

  private static PassthroughNodeSpec spec(PassthroughNode object) {
    @Nullable PassthroughNodeSpec spec = object.getSpec();
    return spec == null ? new PassthroughNodeSpec(Mode.Observe, List.of()) : spec;
  }

  private static List<ResourceStatus> statuses(PassthroughNode object) {
    @Nullable PassthroughNodeStatus status = object.getStatus();
    return status == null ? List.of() : status.resources();
  }
}
