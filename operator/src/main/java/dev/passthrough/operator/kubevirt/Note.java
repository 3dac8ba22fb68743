package dev.passthrough.operator.kubevirt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a custom resource is this operator's, written beside it as an annotation: a list without
 * keys cannot say whose an entry is. What is not noted is somebody else's and stays.
 *
 * @param permits entries that it added
 * @param gate whether it switched the feature gate on
 * @param stopped whether it stopped KubeVirt from removing mediated devices
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record Note(
    @JsonProperty("permits") List<Permit> permits,
    @JsonProperty("gate") boolean gate,
    @JsonProperty("stopped") boolean stopped) {

  static final String ANNOTATION = "passthrough.dev/permitted";
  static final Note NOTHING = new Note(List.of(), false, false);

  Note {
    permits = permits == null ? List.of() : permits.stream().distinct().sorted().toList();
  }

  /** Of an annotation; one that cannot be read is taken as none, so that nothing is removed. */
  static Note of(@Nullable String annotation) {
    try {
      return annotation == null
          ? NOTHING
          : Optional.ofNullable(Serialization.unmarshal(annotation, Note.class)).orElse(NOTHING);
    } catch (KubernetesClientException | IllegalArgumentException unreadable) {
      return NOTHING;
    }
  }

  /** Empty where there is nothing to note. */
  Optional<String> annotation() {
    return equals(NOTHING) ? Optional.empty() : Optional.of(Serialization.asJson(this));
  }

  SortedSet<Permit> set() {
    return new TreeSet<>(permits);
  }
}
