package dev.passthrough.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who owns what in a node's object, the status aside. Read from {@code metadata.managedFields},
 * whose form is that of FieldsV1: {@code f:NAME} for a field, {@code k:{…}} for an item of a list
 * by its keys (k8s.io/apimachinery, pkg/apis/meta/v1, FieldsV1).
 *
 * @param fields what each manager owns of the spec; a manager that owns something else only, such
 *     as a label, is there with nothing
 */
record Owners(SortedMap<String, Set<Field>> fields) {

  static Owners of(PassthroughNode object) {
    SortedMap<String, Set<Field>> fields = new TreeMap<>();
    for (var entry :
        Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())) {
      if (!"status".equals(entry.getSubresource()) && entry.getManager() != null) {
        fields.computeIfAbsent(entry.getManager(), _ -> new TreeSet<>()).addAll(read(entry));
      }
    }
    return new Owners(fields);
  }

  Set<Field> of(String manager) {
    return fields.getOrDefault(manager, Set.of());
  }

  boolean owns(String manager, Field field) {
    return of(manager).contains(field);
  }

  /** Whether nobody but the policy {@code policy} and the operator has anything in the object. */
  boolean nobodyBut(String policy) {
    return fields.keySet().stream()
        .allMatch(it -> FieldManagers.isOwn(it) || it.equals(FieldManagers.of(policy)));
  }

  private static Set<Field> read(ManagedFieldsEntry entry) {
    Set<Field> found = new TreeSet<>();
    var spec =
        Optional.ofNullable(entry.getFieldsV1())
            .map(it -> it.getAdditionalProperties().get("f:spec"))
            .map(Owners::members)
            .orElse(Map.of());
    if (spec.containsKey("f:mode")) {
      found.add(Field.MODE);
    }
    if (spec.containsKey("f:host")) {
      found.add(Field.HOST);
    }
    for (var key : members(spec.get("f:resources")).keySet()) {
      keys(key).map(it -> Field.resource(it.path("name").asText())).ifPresent(found::add);
    }
    for (var key : members(spec.get("f:overrides")).keySet()) {
      keys(key)
          .map(it -> Field.override(it.path("address").asText(), it.path("guard").asText()))
          .ifPresent(found::add);
    }
    return found;
  }

  private static Map<?, ?> members(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Optional<JsonNode> keys(Object member) {
    var text = member.toString();
    return text.startsWith("k:")
        ? Optional.of(Serialization.unmarshal(text.substring(2), JsonNode.class))
        : Optional.empty();
  }
}
