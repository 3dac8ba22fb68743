package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
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

  /** Keys come in the order of their names, and the CRD's patterns leave nothing to escape. */
  private static final Pattern RESOURCE = Pattern.compile("k:\\{\"name\":\"([^\"]*)\"}");

  private static final Pattern OVERRIDE =
      Pattern.compile("k:\\{\"address\":\"([^\"]*)\",\"guard\":\"([^\"]*)\"}");

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

  /** Whether {@code manager} owns anything in {@code object}: cheaper than to ask what. */
  static boolean has(PassthroughNode object, String manager) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .anyMatch(it -> manager.equals(it.getManager()) && !"status".equals(it.getSubresource()));
  }

  Set<Field> of(String manager) {
    return fields.getOrDefault(manager, Set.of());
  }

  boolean owns(String manager, Field field) {
    return of(manager).contains(field);
  }

  /** Whether nobody but {@code policies} and the operator has anything in the object. */
  boolean nobodyBut(Set<String> policies) {
    return fields.keySet().stream()
        .allMatch(it ->
            FieldManagers.isOwn(it)
                || FieldManagers.policy(it).filter(policies::contains).isPresent());
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
      var item = RESOURCE.matcher(key.toString());
      if (item.matches()) {
        found.add(Field.resource(item.group(1)));
      }
    }
    for (var key : members(spec.get("f:overrides")).keySet()) {
      var item = OVERRIDE.matcher(key.toString());
      if (item.matches()) {
        found.add(Field.override(item.group(1), item.group(2)));
      }
    }
    return found;
  }

  private static Map<?, ?> members(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
