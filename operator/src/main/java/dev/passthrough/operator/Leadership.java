package dev.passthrough.operator;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease that says which operator acts. Where one is asked for there are two as well, while one
 * replaces the other.
 *
 * @param identity of this process and no other, not even the next one in the same pod
 */
record Leadership(KubernetesClient client, String namespace, String identity) {

  static final String LEASE = "passthrough-operator";

  private static final Logger logger = LoggerFactory.getLogger(Leadership.class);

  /**
   * @param instance which replica this is, for people
   */
  static Leadership of(KubernetesClient client, String namespace, String instance) {
    return new Leadership(client, namespace, instance + "_" + UUID.randomUUID());
  }

  /**
   * Gives the lease back if this process has it, so that nobody has to wait until it runs out. To
   * be called when nothing is under way any more.
   */
  void release() {
    try {
      var lease = client.leases().inNamespace(namespace).withName(LEASE).get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        patch(lease);
        logger.info("The lease is given back");
      }
    } catch (KubernetesClientException e) {
      logger.warn("The lease could not be given back; another replica acts once it runs out", e);
    }
  }

  /** With the version that was read: a lease that another one has taken meanwhile stays theirs. */
  private void patch(Lease lease) {
    Map<String, @Nullable String> holder = new HashMap<>();
    holder.put("holderIdentity", null);
    var version = Map.of("resourceVersion", lease.getMetadata().getResourceVersion());
    var named = new Lease();
    named.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(LEASE).build());
    client
        .leases()
        .inNamespace(namespace)
        .resource(named)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Map.of("metadata", version, "spec", holder)));
  }
}
