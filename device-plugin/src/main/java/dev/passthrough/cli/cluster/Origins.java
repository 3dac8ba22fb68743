package dev.passthrough.cli.cluster;

import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.PassthroughPolicy;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who says what in an object's spec, by {@code metadata.managedFields}: {@code f:NAME} is a field,
 * {@code k:{…}} an item of a list by its keys (k8s.io/apimachinery, pkg/apis/meta/v1, FieldsV1).
 */
final class Origins {

  private static final Pattern ITEM = Pattern.compile("k:\\{\"name\":\"([^\"]*)\"}");

  private Origins() {}

  /**
   * The owners of each entry, by its name; such as {@code policy cards} or {@code kubectl-edit}.
   */
  static SortedMap<String, Set<String>> of(PassthroughNode object) {
    var origins = new TreeMap<String, Set<String>>();
    Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(it -> it.getManager() != null && !"status".equals(it.getSubresource()))
        .forEach(it ->
            entries(it)
                .forEach(name ->
                    origins
                        .computeIfAbsent(name, _ -> new TreeSet<>())
                        .add(words(it.getManager()))));
    return origins;
  }

  /** In one line; empty where nobody is known to say it. */
  static Optional<String> of(PassthroughNode object, String entry) {
    return Optional.ofNullable(of(object).get(entry)).map(it -> String.join(", ", it));
  }

  private static Stream<String> entries(ManagedFieldsEntry fields) {
    var spec =
        fields.getFieldsV1() == null
            ? null
            : fields.getFieldsV1().getAdditionalProperties().get("f:spec");
    return members(members(spec).get("f:resources")).keySet().stream()
        .map(it -> ITEM.matcher(it.toString()))
        .filter(it -> it.matches())
        .map(it -> it.group(1));
  }

  private static Map<?, ?> members(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String words(String manager) {
    return manager.startsWith(PassthroughPolicy.FIELD_MANAGER)
        ? "policy " + manager.substring(PassthroughPolicy.FIELD_MANAGER.length())
        : manager;
  }
}
