package dev.passthrough.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.util.List;

/**
 * What an admin wants of one node. Absent fields take their defaults here, as the API server fills
 * them in too.
 */
public record PassthroughNodeSpec(
    @Default("Observe")
        @JsonPropertyDescription(
            "Observe reports what the node has; Plan also shows what would be changed; Enforce changes it.")
        Mode mode,
    @JsonPropertyDescription(
            "What the node offers. Each entry has a name of its own, so that several owners can each apply theirs.")
        List<ResourceEntry> resources) {

  public PassthroughNodeSpec {
    mode = mode == null ? Mode.Observe : mode;
    resources = resources == null ? List.of() : List.copyOf(resources);
  }
}
