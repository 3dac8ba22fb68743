package dev.passthrough.cluster;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * In which version a KubeVirt first had the entry of a resource, and the object of the rig's node
 * its first device. Versions of one cluster are in the order of its writes, of whatever kind.
 */
final class Firsts implements AutoCloseable {

  private final String resource;
  private final SharedIndexInformer<GenericKubernetesResource> kubevirts;
  private final SharedIndexInformer<PassthroughNode> objects;
  private OptionalLong entry = OptionalLong.empty();
  private OptionalLong offer = OptionalLong.empty();
  private int fewest = Integer.MAX_VALUE;

  Firsts(Product product, String resource) {
    this.resource = resource;
    this.objects =
        product.client().resources(PassthroughNode.class).inform(new Each<>(this::object));
    this.kubevirts =
        product
            .client()
            .genericKubernetesResources("kubevirt.io/v1", "KubeVirt")
            .inAnyNamespace()
            .runnableInformer(0);
    kubevirts.exceptionHandler((started, failure) -> true);
    kubevirts.addEventHandler(new Each<>(this::kubevirt));
    kubevirts.start();
  }

  synchronized OptionalLong entry() {
    return entry;
  }

  synchronized OptionalLong offer() {
    return offer;
  }

  /** The fewest devices of the resource that the object had at any time. */
  synchronized int fewest() {
    return fewest;
  }

  @Override
  public void close() {
    kubevirts.close();
    objects.close();
  }

  private synchronized void kubevirt(GenericKubernetesResource kubevirt) {
    if (entry.isEmpty()
        && Serialization.asJson(kubevirt.getAdditionalProperties()).contains(resource)) {
      entry = OptionalLong.of(version(kubevirt));
    }
  }

  private synchronized void object(PassthroughNode object) {
    int capacity =
        Optional.ofNullable(object.getStatus()).stream()
            .flatMap(it -> it.resources().stream())
            .filter(it -> it.resourceName().equals(resource))
            .mapToInt(it -> it.capacity())
            .sum();
    fewest = Math.min(fewest, capacity);
    if (offer.isEmpty() && capacity > 0) {
      offer = OptionalLong.of(version(object));
    }
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  private record Each<T>(Consumer<T> listener) implements ResourceEventHandler<T> {

    @Override
    public void onAdd(T added) {
      listener.accept(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      listener.accept(after);
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {
      // Only at the end.
    }
  }
}
