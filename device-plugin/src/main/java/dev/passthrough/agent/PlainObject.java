package dev.passthrough.agent;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * An object as people write it: a name and a spec. To read it takes a small part of what
 * Kubernetes' own model takes at its first use, which is asked about all else, mistakes among it.
 */
final class PlainObject {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", "spec");
  private static final Set<String> METADATA = Set.of("name");

  private PlainObject() {}

  /** The object in {@code text}, YAML or JSON; empty if it has more to it or is wrong. */
  static Optional<PassthroughNode> read(String text) {
    try {
      return new Load(LoadSettings.builder().build()).loadFromString(text) instanceof Map<?, ?> it
              && it.keySet().equals(FIELDS)
              && it.get("metadata") instanceof Map<?, ?> metadata
              && metadata.keySet().equals(METADATA)
              && metadata.get("name") instanceof String name
              && it.get("apiVersion") instanceof String version
              && it.get("kind") instanceof String kind
              && it.get("spec") instanceof Map<?, ?> spec
          ? Optional.of(object(version, kind, name, spec))
          : Optional.empty();
    } catch (RuntimeException wrong) {
      return Optional.empty(); // said by the one that is asked next
    }
  }

  private static PassthroughNode object(String version, String kind, String name, Map<?, ?> spec) {
    var node = new PassthroughNode();
    node.setApiVersion(version);
    node.setKind(kind);
    node.setMetadata(new ObjectMetaBuilder().withName(name).build());
    node.setSpec(JSON.convertValue(spec, PassthroughNodeSpec.class));
    return node;
  }
}
