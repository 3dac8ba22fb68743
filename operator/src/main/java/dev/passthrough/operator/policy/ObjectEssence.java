package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What policies and rollouts go by of a node's object: not who owns which field of the status,
 * which is most of it, and not the agent's plan.
 */
final class ObjectEssence {

  private ObjectEssence() {}

  static PassthroughNode of(PassthroughNode object) {
    var metadata = object.getMetadata();
    var essence = new PassthroughNode();
    essence.setMetadata(
        new ObjectMetaBuilder()
            .withName(metadata.getName())
            .withUid(metadata.getUid())
            .withResourceVersion(metadata.getResourceVersion())
            .withGeneration(metadata.getGeneration())
            .withLabels(metadata.getLabels())
            .withDeletionTimestamp(metadata.getDeletionTimestamp())
            .withManagedFields(
                Objects.requireNonNullElse(
                        metadata.getManagedFields(), List.<ManagedFieldsEntry>of())
                    .stream()
                    .filter(it -> !"status".equals(it.getSubresource()))
                    .toList())
            .build());
    essence.setSpec(object.getSpec());
    @Nullable PassthroughNodeStatus status = object.getStatus();
    if (status != null) {
      essence.setStatus(
          new PassthroughNodeStatus(
              status.observedGeneration(),
              null,
              status.resources(),
              status.conditions(),
              status.privileged(),
              status.maintenance()));
    }
    return essence;
  }
}
