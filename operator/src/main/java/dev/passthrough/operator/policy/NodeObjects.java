package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes policies' parts into nodes' objects by server-side apply, each as its policy's field
 * manager and never by force.
 */
final class NodeObjects {

  /** The reason of a cause in the API server's answer to an apply that meets another owner. */
  private static final String CONFLICT = "FieldManagerConflict";

  private static final int UNPROCESSABLE = 422;

  private static final Logger logger = LoggerFactory.getLogger(NodeObjects.class);

  /**
   * @param object as the API server answered; empty where nothing was written
   */
  record Written(Outcome outcome, Optional<PassthroughNode> object) {}

  private final KubernetesClient client;

  NodeObjects(KubernetesClient client) {
    this.client = client;
  }

  /** Makes the object of {@code node}; one that is there meanwhile becomes nobody's but its own. */
  PassthroughNode make(String node) {
    var made =
        patch(
            node,
            FieldManagers.POLICIES,
            Map.of("name", node, "labels", Mark.asMap()),
            Optional.empty());
    logger.info("PassthroughNode {} made for a policy", node);
    return made;
  }

  /**
   * Applies {@code part}. Where somebody else owns some of it, the rest is applied: one entry does
   * not hold up the others.
   */
  Written apply(String policy, PassthroughNode object, Part part) {
    try {
      return new Written(new Outcome.Settled(), Optional.of(tryToApply(policy, object, part)));
    } catch (KubernetesClientException e) {
      var conflicts = conflicts(e);
      if (conflicts.isEmpty()) {
        return refused(e);
      }
      var rest = part.without(fields(part, conflicts));
      Optional<PassthroughNode> written = Optional.empty();
      if (!rest.equals(part)) {
        try {
          written = Optional.of(tryToApply(policy, object, rest));
        } catch (KubernetesClientException alone) {
          logger.debug(
              "What is left of policy {} on {} cannot stand alone: {}",
              policy,
              object.getMetadata().getName(),
              alone.getMessage());
        }
      }
      return new Written(new Outcome.Conflict(sentence(policy, conflicts)), written);
    }
  }

  /** Deletes the object, unless it was changed since; its host is given back then. */
  void delete(PassthroughNode object) {
    var name = object.getMetadata().getName();
    client
        .resource(named(name, object.getMetadata().getResourceVersion()))
        .lockResourceVersion(object.getMetadata().getResourceVersion())
        .delete();
    logger.info("PassthroughNode {} deleted: it was made for policies, and none wants it", name);
  }

  private PassthroughNode tryToApply(String policy, PassthroughNode object, Part part) {
    var metadata = object.getMetadata();
    var applied =
        patch(
            metadata.getName(),
            FieldManagers.of(policy),
            // With its uid, an object that is gone meanwhile is not made anew by this; with its
            // version, nothing is given up that a successor, seen a moment ago, has given up too.
            Map.of(
                "name",
                metadata.getName(),
                "uid",
                metadata.getUid(),
                "resourceVersion",
                metadata.getResourceVersion()),
            Optional.of(part));
    logger.debug("Policy {} applied to {}: {}", policy, metadata.getName(), part.fields());
    return applied;
  }

  private PassthroughNode patch(
      String node, String manager, Map<String, Object> metadata, Optional<Part> part) {
    Map<String, Object> word = new LinkedHashMap<>();
    word.put("apiVersion", HasMetadata.getApiVersion(PassthroughNode.class));
    word.put("kind", HasMetadata.getKind(PassthroughNode.class));
    word.put("metadata", metadata);
    part.filter(it -> !it.isEmpty()).ifPresent(it -> word.put("spec", it.spec()));
    return client
        .resource(named(node, null))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(false)
                .build(),
            Serialization.asJson(word));
  }

  private static List<StatusCause> conflicts(KubernetesClientException e) {
    if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
        || e.getStatus() == null
        || e.getStatus().getDetails() == null) {
      return List.of();
    }
    return e.getStatus().getDetails().getCauses().stream()
        .filter(it -> CONFLICT.equals(it.getReason()))
        .toList();
  }

  private static Set<Field> fields(Part part, List<StatusCause> conflicts) {
    return part.fields().stream()
        .filter(field -> conflicts.stream().anyMatch(it -> field.covers(it.getField())))
        .collect(Collectors.toSet());
  }

  private static String sentence(String policy, List<StatusCause> conflicts) {
    return conflicts.stream()
        .map(it -> "%s: wanted by policy %s, %s".formatted(it.getField(), policy, it.getMessage()))
        .sorted()
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /** Trouble that passes is thrown, to be tried again; an object that was changed since too. */
  private static Written refused(KubernetesClientException e) {
    if (e.getCode() == UNPROCESSABLE || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
      var words =
          Optional.ofNullable(e.getStatus())
              .map(it -> it.getMessage())
              .orElse(String.valueOf(e.getMessage()));
      return new Written(new Outcome.Refused(words), Optional.empty());
    }
    throw e;
  }

  private static PassthroughNode named(String name, @Nullable String resourceVersion) {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName(name).withResourceVersion(resourceVersion).build());
    return object;
  }
}
