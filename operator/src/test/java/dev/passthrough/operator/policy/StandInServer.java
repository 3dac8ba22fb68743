package dev.passthrough.operator.policy;

import dev.passthrough.api.HostSpec;
import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughNodeSpec;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One node's object as the API server keeps it under server-side apply: who owns what, what a
 * conflict is, and that a field goes with its last owner. {@code PoliciesIT} holds the real one to
 * the same.
 */
final class StandInServer {

  private boolean exists;
  private boolean marked;
  private long generation;
  private final Map<String, Set<Field>> owners = new TreeMap<>();
  private final Map<Field, Claim> said = new TreeMap<>();

  /** Owner and field of each conflict; empty where it was applied. */
  Set<Field> apply(String manager, Part part) {
    exists = true;
    var conflicts = new TreeSet<Field>();
    for (var claim : part.claims().values()) {
      boolean othersOwn =
          owners.entrySet().stream()
              .anyMatch(
                  it -> !it.getKey().equals(manager) && it.getValue().contains(claim.field()));
      if (othersOwn && !claim.equals(said.get(claim.field()))) {
        conflicts.add(claim.field());
      }
    }
    if (conflicts.isEmpty()) {
      said.putAll(part.claims());
      owners.put(manager, new TreeSet<>(part.fields()));
      owners.values().removeIf(Set::isEmpty);
      said.keySet().removeIf(field -> owners.values().stream().noneMatch(it -> it.contains(field)));
      generation++;
    }
    return conflicts;
  }

  void mark() {
    exists = true;
    marked = true;
  }

  void delete() {
    exists = false;
    marked = false;
    owners.clear();
    said.clear();
  }

  boolean isMarked() {
    return marked;
  }

  boolean exists() {
    return exists;
  }

  Map<Field, Claim> said() {
    return said;
  }

  Map<String, Set<Field>> owners() {
    return owners;
  }

  Optional<PassthroughNode> object() {
    if (!exists) {
      return Optional.empty();
    }
    var object = new PassthroughNode();
    var metadata = new ObjectMetaBuilder().withName("node").withUid("uid");
    if (marked) {
      metadata.withLabels(Mark.asMap());
    }
    object.setMetadata(
        metadata
            .withGeneration(generation)
            .withManagedFields(
                owners.entrySet().stream()
                    .map(it ->
                        new ManagedFieldsEntryBuilder()
                            .withManager(it.getKey())
                            .withFieldsV1(fields(it.getValue()))
                            .build())
                    .toList())
            .build());
    var mode = said.get(Field.MODE) instanceof Claim.OfMode it ? it.mode() : Mode.Observe;
    var entries =
        said.values().stream()
            .filter(Claim.OfResource.class::isInstance)
            .map(it -> ((Claim.OfResource) it).entry())
            .toList();
    object.setSpec(new PassthroughNodeSpec(mode, HostSpec.asFound(), entries, List.of()));
    return Optional.of(object);
  }

  private static FieldsV1 fields(Set<Field> owned) {
    Map<String, Object> spec = new HashMap<>();
    Map<String, Object> resources = new HashMap<>();
    for (var field : owned) {
      if (field.equals(Field.MODE)) {
        spec.put("f:mode", Map.of());
      } else {
        var name = field.path().replaceAll(".*name=\"(.*)\"]", "$1");
        resources.put("k:{\"name\":\"%s\"}".formatted(name), Map.of(".", Map.of()));
      }
    }
    spec.put("f:resources", resources);
    var fields = new FieldsV1();
    fields.setAdditionalProperty("f:spec", spec);
    return fields;
  }
}
