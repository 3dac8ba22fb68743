package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.status.StatusWords;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Says the condition {@link ConditionType#Permitted} in objects, or takes it back. */
final class Saying {

  /** Owner of the condition under server-side apply. */
  private static final String FIELD_MANAGER = "passthrough-operator-kubevirt";

  private final StatusWords words;

  Saying(KubernetesClient client) {
    this.words = new StatusWords(client, FIELD_MANAGER);
  }

  /** Writes only what is new, and nothing of an object that is gone by now. */
  void say(PassthroughNode object, Optional<Condition> word) {
    if (Word.now(object).equals(word)) {
      return;
    }
    try {
      words.say(Word.saying(object, word));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }
}
