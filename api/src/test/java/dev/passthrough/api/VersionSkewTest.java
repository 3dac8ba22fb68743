package dev.passthrough.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Operator and agents of neighbouring versions read each other's status")
class VersionSkewTest {

  @ParameterizedTest
  @MethodSource("parts")
  @DisplayName("no part of a status stumbles over a field that it does not know")
  void tolerant(Class<?> part) {
    var properties = part.getAnnotation(JsonIgnoreProperties.class);
    assertThat(properties).as("@JsonIgnoreProperties of %s", part.getSimpleName()).isNotNull();
    assertThat(properties.ignoreUnknown()).isTrue();
  }

  @Test
  @DisplayName("what is known of a newer status is read")
  void newer() {
    var object =
        new KubernetesSerialization()
            .unmarshal(
                """
                {"apiVersion": "passthrough.dev/v1alpha1", "kind": "PassthroughNode", "metadata": {"name": "worker-1"},
                 "status": {"fieldOfTomorrow": {"a": 1}, "observedGeneration": 7,
                   "resources": [{"name": "nics", "resourceName": "intel.com/nics", "capacity": 2, "allocatable": 1, "fieldOfTomorrow": []}]}}
                """,
                PassthroughNode.class);

    assertThat(object.getStatus().observedGeneration()).isEqualTo(7);
    assertThat(object.getStatus().resources())
        .singleElement()
        .satisfies(it -> assertThat(it.allocatable()).isEqualTo(1));
  }

  @Test
  @DisplayName("a word of tomorrow is read as the one that starts nothing")
  void unknownWords() {
    var object =
        new KubernetesSerialization()
            .unmarshal(
                """
                {"apiVersion": "passthrough.dev/v1alpha1", "kind": "PassthroughNode", "metadata": {"name": "worker-1"},
                 "status": {"maintenance": {"policy": "p", "phase": "Tomorrow", "since": "2026-01-05T10:00:00Z", "rounds": 1},
                   "privileged": {"seen": {"outcome": "Tomorrow"}},
                   "conditions": [{"type": "Tomorrow", "status": "True", "lastTransitionTime": "2026-01-05T10:00:00Z",
                     "reason": "Tomorrow", "message": ""}]}}
                """,
                PassthroughNode.class);

    var status = object.getStatus();
    assertThat(Optional.ofNullable(status.maintenance()).map(MaintenanceStatus::phase))
        .hasValue(MaintenanceStatus.Phase.Failed);
    assertThat(
            Optional.ofNullable(status.privileged())
                .flatMap(it -> Optional.ofNullable(it.seen()))
                .map(PrivilegedResult::outcome))
        .hasValue(PrivilegedResult.Outcome.Failed);
    assertThat(status.conditions()).extracting(Condition::type).containsExactly("Tomorrow");
  }

  @ParameterizedTest
  @MethodSource("parts")
  @DisplayName("no part of a status stumbles over a word that it does not know")
  void tolerantOfWords(Class<?> part) {
    assertThat(part.getRecordComponents())
        .filteredOn(it -> it.getType().isEnum())
        .allSatisfy(it -> {
          var format = it.getAccessor().getAnnotation(JsonFormat.class);
          assertThat(format).as("@JsonFormat of %s", it).isNotNull();
          assertThat(format.with()).contains(JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);
        });
  }

  static Set<Class<?>> parts() {
    var parts = new LinkedHashSet<Class<?>>();
    collect(PassthroughNodeStatus.class, parts);
    collect(PassthroughPolicyStatus.class, parts);
    return parts;
  }

  private static void collect(Type type, Set<Class<?>> parts) {
    switch (type) {
      case Class<?> it when it.isRecord() && parts.add(it) ->
          Stream.of(it.getRecordComponents())
              .map(RecordComponent::getGenericType)
              .forEach(component -> collect(component, parts));
      case ParameterizedType it ->
          Stream.of(it.getActualTypeArguments()).forEach(argument -> collect(argument, parts));
      default -> {}
    }
  }
}
