package dev.passthrough.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.operator.testing.StandInApi;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is said of one version of an object")
class StatusWordsTest {

  private final StandInApi api = new StandInApi();
  private final StatusWords words = new StatusWords(api.client(), "somebody");

  @AfterEach
  void end() {
    api.close();
  }

  @Test
  @DisplayName("is said of no other, so that nobody is spoken over who has spoken since")
  void version() {
    api.takes(object()).conflicts();
    assertThat(words.sayOfVersion(object())).isTrue();
    assertThat(words.sayOfVersion(object())).isFalse();
    assertThat(api.bodies()).allMatch(it -> it.contains("\"resourceVersion\":\"7\""));
  }

  @Test
  @DisplayName("meets other trouble as what it is")
  void trouble() {
    api.refuses(403, "no");
    assertThatThrownBy(() -> words.sayOfVersion(object()))
        .isInstanceOf(KubernetesClientException.class);
  }

  private static PassthroughNode object() {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName("worker-1").withResourceVersion("7").build());
    return object;
  }
}
