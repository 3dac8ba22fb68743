package dev.passthrough.operator.kubevirt;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** KubeVirt and HyperConverged, as the cluster has them now; each may come and go. */
final class KubeVirtObjects {

  /**
   * @param object as it was read
   */
  record Found(Form form, GenericKubernetesResource object) {

    Contents contents() {
      return Reading.of(form, object);
    }

    /** Whether nothing was changed between the two. */
    boolean isVersionOf(Found other) {
      return Objects.equals(
          object.getMetadata().getResourceVersion(),
          other.object.getMetadata().getResourceVersion());
    }

    /** Such as {@code KubeVirt kubevirt/kubevirt}. */
    String words() {
      var metadata = object.getMetadata();
      return "%s %s/%s".formatted(form.kind(), metadata.getNamespace(), metadata.getName());
    }
  }

  private final KubernetesClient client;

  KubeVirtObjects(KubernetesClient client) {
    this.client = client;
  }

  /** The KubeVirt, whose lists are what counts in the end. */
  Optional<Found> kubevirt() {
    return find(Form.KUBEVIRT);
  }

  /** The HyperConverged that writes KubeVirt's lists. */
  Optional<Found> hyperconverged() {
    return Stream.of(Form.HYPERCONVERGED, Form.HYPERCONVERGED_V1)
        .filter(this::served)
        .findFirst()
        .flatMap(this::list);
  }

  /**
   * Changes {@code found} as {@code next} has it.
   *
   * @return as it is then; empty if somebody else wrote in between, so that it has to be read again
   */
  Optional<Found> write(Found found, Contents next) {
    var patch = Patch.of(found.object(), found.contents(), next);
    var metadata = found.object().getMetadata();
    try {
      var written =
          operation(found.form())
              .inNamespace(metadata.getNamespace())
              .resource(found.object())
              .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
      return Optional.of(new Found(found.form(), written));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Found> find(Form form) {
    return served(form) ? list(form) : Optional.empty();
  }

  /** There is one of a kind in a cluster; of several the oldest by name counts. */
  private Optional<Found> list(Form form) {
    return operation(form).inAnyNamespace().list().getItems().stream()
        .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
        .min(
            Comparator.comparing(
                it -> it.getMetadata().getNamespace() + "/" + it.getMetadata().getName()))
        .map(it -> new Found(form, it));
  }

  /** By discovery, which every account may ask. */
  private boolean served(Form form) {
    @Nullable APIGroup group = client.getApiGroup(form.group());
    return group != null
        && group.getVersions().stream().anyMatch(it -> it.getVersion().equals(form.version()));
  }

  private MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      operation(Form form) {
    return client.genericKubernetesResources(form.context());
  }
}
