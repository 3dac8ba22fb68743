package dev.passthrough.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Goes by what all other tests on the cluster had the product do; so it comes last. */
@ClusterTest
@Order(Integer.MAX_VALUE)
@DisplayName("The rights that the chart gives to operator and agents")
class RightsIT {

  /** The operator's framework wants to be allowed this before it takes part in an election. */
  private static final Right ASKED_FOR_BY_ELECTION =
      new Right(
          "passthrough-operator", Product.NAMESPACE, "coordination.k8s.io", "leases", "update");

  private static final Set<Integer> FORBIDDEN =
      Set.of(HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN);

  private final Product product;

  RightsIT(Product product) {
    this.product = product;
  }

  /**
   * An API server that has just started allows nothing until it has read its own roles: what it
   * refuses then it allows at other times.
   */
  @Test
  @DisplayName("suffice: nothing was forbidden for good")
  void suffice() throws Exception {
    var requests = AuditLog.of(product.rig()).requests();
    var allowed =
        requests.stream()
            .filter(it -> !FORBIDDEN.contains(it.status()))
            .map(AuditLog.Request::withoutStatus)
            .collect(Collectors.toSet());
    assertThat(requests)
        .isNotEmpty()
        .filteredOn(it -> !allowed.contains(it.withoutStatus()))
        .isEmpty();
  }

  @Test
  @DisplayName("are no more than is used")
  void allUsed(ClusterExtension.ClassesRun run) throws Exception {
    assumeThat(run.leftOut()).as("tests that were left out of this run").isEmpty();
    var requests = AuditLog.of(product.rig()).requests();
    var unused = new TreeSet<Right>();
    for (var right : granted()) {
      if (requests.stream().noneMatch(right::isUsedBy) && !right.equals(ASKED_FOR_BY_ELECTION)) {
        unused.add(right);
      }
    }
    assertThat(unused).as("granted, and never used").isEmpty();
  }

  /** Of the chart as the tests install it. */
  private static Set<Right> granted() {
    var template = new Helm(Product.CHART).template();
    Product.VALUES.forEach(template::set);
    var yaml =
        template
            .withName("passthrough")
            .withNamespace(Product.NAMESPACE)
            .withKubeVersion("1.36.0")
            .call()
            .getBytes(StandardCharsets.UTF_8);
    Object read = new KubernetesSerialization().unmarshal(new ByteArrayInputStream(yaml));
    var objects =
        ((Collection<?>) read).stream().map(HasMetadata.class::cast).collect(Collectors.toList());
    return objects.stream().flatMap(it -> rights(it, objects)).collect(Collectors.toSet());
  }

  private static Stream<Right> rights(HasMetadata object, List<HasMetadata> all) {
    return switch (object) {
      case ClusterRoleBinding it ->
          it.getSubjects().stream()
              .flatMap(subject ->
                  named(all, ClusterRole.class, it.getRoleRef().getName())
                      .flatMap(role -> role.getRules().stream())
                      .flatMap(rule -> rights(subject.getName(), "", rule)));
      case RoleBinding it ->
          it.getSubjects().stream()
              .flatMap(subject ->
                  named(all, Role.class, it.getRoleRef().getName())
                      .flatMap(role -> role.getRules().stream())
                      .flatMap(rule ->
                          rights(subject.getName(), it.getMetadata().getNamespace(), rule)));
      default -> Stream.empty();
    };
  }

  private static <T extends HasMetadata> Stream<T> named(
      List<HasMetadata> all, Class<T> kind, String name) {
    return all.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(it -> it.getMetadata().getName().equals(name));
  }

  private static Stream<Right> rights(String account, String namespace, PolicyRule rule) {
    return rule.getApiGroups().stream()
        .flatMap(group ->
            rule.getResources().stream()
                .flatMap(resource ->
                    rule.getVerbs().stream()
                        .map(verb -> new Right(account, namespace, group, resource, verb))));
  }

  /**
   * @param namespace empty for all of them, and for what is in none
   */
  private record Right(String account, String namespace, String group, String resource, String verb)
      implements Comparable<Right> {

    boolean isUsedBy(AuditLog.Request request) {
      return request.account().equals(account)
          && (namespace.isEmpty() || request.namespace().equals(namespace))
          && request.group().equals(group)
          && request.resource().equals(resource)
          && request.verbs().anyMatch(verb::equals);
    }

    @Override
    public int compareTo(Right other) {
      return toString().compareTo(other.toString());
    }
  }
}
