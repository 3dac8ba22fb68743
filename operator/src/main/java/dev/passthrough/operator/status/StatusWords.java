package dev.passthrough.operator.status;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/**
 * What one owner says in objects' statuses, by server-side apply: what it says no more goes, and
 * what it leaves out stays others'.
 */
public final class StatusWords {

  private final KubernetesClient client;
  private final String fieldManager;

  public StatusWords(KubernetesClient client, String fieldManager) {
    this.client = client;
    this.fieldManager = fieldManager;
  }

  /**
   * Says {@code word}, which has a name, a status and perhaps a version, and nothing else.
   *
   * @return the object as it is then
   */
  public PassthroughNode say(PassthroughNode word) {
    return client
        .resource(word)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(fieldManager)
                .withForce(true)
                .build());
  }

  /**
   * Says {@code word} of the version of the object that it names.
   *
   * @return false if the object was changed since, and nothing is said
   */
  public boolean sayOfVersion(PassthroughNode word) {
    try {
      say(word);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return false;
    }
  }
}
