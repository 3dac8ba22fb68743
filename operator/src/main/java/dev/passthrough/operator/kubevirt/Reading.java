package dev.passthrough.operator.kubevirt;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a KubeVirt or HyperConverged what matters here. What is missing or of another shape
 * than KubeVirt's API has it counts as absent.
 */
final class Reading {

  static final List<String> GATES =
      List.of("spec", "configuration", "developerConfiguration", "featureGates");
  static final String GATE = "HostDevices";

  /**
   * Before KubeVirt 1.8 the only way to stop it; since then it counts where {@code
   * mediatedDevicesConfiguration.enabled} is not set.
   */
  static final String STOP_GATE = "DisableMDEVConfiguration";

  /** HyperConverged v1beta1, {@code api/v1beta1/hyperconverged_types.go}. */
  static final List<String> STOP = List.of("spec", "featureGates", "disableMDevConfiguration");

  private Reading() {}

  static Contents of(Form form, GenericKubernetesResource object) {
    return new Contents(
        form,
        entries(form, object, Permit.Kind.PCI),
        entries(form, object, Permit.Kind.MEDIATED),
        form.keyed() || gates(object).contains(GATE),
        sweeps(form, object),
        divides(form, object),
        Note.of(
            Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(it -> it.get(Note.ANNOTATION))
                .orElse(null)));
  }

  /** The feature gates that are on; HyperConverged sets them in KubeVirt itself. */
  static List<String> gates(GenericKubernetesResource object) {
    return at(object, GATES) instanceof List<?> gates
        ? gates.stream().map(Object::toString).toList()
        : List.of();
  }

  private static boolean sweeps(Form form, GenericKubernetesResource object) {
    return switch (form) {
      case HYPERCONVERGED -> !Boolean.TRUE.equals(at(object, STOP));
      case HYPERCONVERGED_V1 -> enabled(form, object).orElse(true);
      case KUBEVIRT -> enabled(form, object).orElseGet(() -> !gates(object).contains(STOP_GATE));
    };
  }

  private static Optional<Boolean> enabled(Form form, GenericKubernetesResource object) {
    return Optional.ofNullable(in(at(object, form.mediation()), "enabled"))
        .filter(Boolean.class::isInstance)
        .map(Boolean.class::cast);
  }

  private static boolean divides(Form form, GenericKubernetesResource object) {
    return at(object, form.mediation()) instanceof Map<?, ?> mediation
        && mediation.values().stream()
            .anyMatch(it -> it instanceof Collection<?> types && !types.isEmpty());
  }

  private static List<Entry> entries(
      Form form, GenericKubernetesResource object, Permit.Kind kind) {
    return in(at(object, form.permitted()), Form.list(kind)) instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(it -> new Entry(form, kind, fields((Map<?, ?>) it)))
            .toList()
        : List.of();
  }

  private static Map<String, Object> fields(Map<?, ?> map) {
    return map.entrySet().stream()
        .filter(it -> it.getValue() != null)
        .collect(
            Collectors.toMap(
                it -> it.getKey().toString(),
                it -> (Object) it.getValue(),
                (one, _) -> one,
                LinkedHashMap::new));
  }

  private static @Nullable Object at(GenericKubernetesResource object, List<String> path) {
    @Nullable Object here = object.getAdditionalProperties();
    for (var name : path) {
      here = in(here, name);
    }
    return here;
  }

  private static @Nullable Object in(@Nullable Object map, String name) {
    return map instanceof Map<?, ?> known ? known.get(name) : null;
  }
}
