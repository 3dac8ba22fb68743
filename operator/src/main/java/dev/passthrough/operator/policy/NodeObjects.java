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

  /** What the API server makes of one apply; trouble that passes is thrown, to be tried again. */
  private sealed interface Answer {

    record Applied(PassthroughNode object) implements Answer {}

    record Owned(List<StatusCause> conflicts) implements Answer {}

    /** The object is not the one, or not as, it was looked at. */
    record Changed() implements Answer {}

    record Refused(String words) implements Answer {}
  }

  private final KubernetesClient client;

  NodeObjects(KubernetesClient client) {
    this.client = client;
  }

  /** Makes the object of {@code node}; one that is there meanwhile becomes nobody's but its own. */
  Written make(String node) {
    var answer =
        attempt(
            node,
            FieldManagers.POLICIES,
            Map.of("name", node, "labels", Mark.asMap()),
            Optional.empty());
    return switch (answer) {
      case Answer.Applied it -> {
        logger.info("PassthroughNode {} made for a policy", node);
        yield new Written(new Outcome.Settled(), Optional.of(it.object()));
      }
      case Answer.Owned _, Answer.Changed _ ->
          new Written(new Outcome.Overtaken(), Optional.empty());
      case Answer.Refused it -> new Written(new Outcome.Refused(it.words()), Optional.empty());
    };
  }

  /**
   * Applies {@code part}. Where somebody else owns some of it, the rest is applied: one entry does
   * not hold up the others.
   */
  Written apply(String policy, PassthroughNode object, Part part) {
    return switch (attempt(policy, object, part)) {
      case Answer.Applied it -> new Written(new Outcome.Settled(), Optional.of(it.object()));
      case Answer.Changed _ -> new Written(new Outcome.Overtaken(), Optional.empty());
      case Answer.Refused it -> new Written(new Outcome.Refused(it.words()), Optional.empty());
      case Answer.Owned it -> applyRest(policy, object, part, it.conflicts());
    };
  }

  private Written applyRest(
      String policy, PassthroughNode object, Part part, List<StatusCause> conflicts) {
    var conflict = new Outcome.Conflict(sentence(policy, conflicts));
    var rest = part.without(fields(part, conflicts));
    if (rest.equals(part)) {
      return new Written(conflict, Optional.empty());
    }
    return switch (attempt(policy, object, rest)) {
      case Answer.Applied it -> new Written(conflict, Optional.of(it.object()));
      case Answer.Changed _ -> new Written(new Outcome.Overtaken(), Optional.empty());
      case Answer.Owned _ -> new Written(conflict, Optional.empty());
      case Answer.Refused alone -> {
        logger.debug(
            "What is left of policy {} on {} cannot stand alone: {}",
            policy,
            object.getMetadata().getName(),
            alone.words());
        yield new Written(conflict, Optional.empty());
      }
    };
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

  /**
   * With its uid, an object that is gone meanwhile is not made anew by this. With its version,
   * nothing is given up that a successor, seen a moment ago, has given up too; where nothing is
   * given up, what others write meanwhile is no hindrance.
   */
  private Answer attempt(String policy, PassthroughNode object, Part part) {
    var metadata = object.getMetadata();
    var manager = FieldManagers.of(policy);
    Map<String, Object> which = new LinkedHashMap<>();
    which.put("name", metadata.getName());
    which.put("uid", metadata.getUid());
    if (!part.fields().containsAll(Owners.of(object).of(manager))) {
      which.put("resourceVersion", metadata.getResourceVersion());
    }
    var answer = attempt(metadata.getName(), manager, which, Optional.of(part));
    logger.debug(
        "Policy {} applied to {}: {}: {}",
        policy,
        metadata.getName(),
        part.fields(),
        answer.getClass().getSimpleName());
    return answer;
  }

  private Answer attempt(
      String node, String manager, Map<String, Object> metadata, Optional<Part> part) {
    Map<String, Object> word = new LinkedHashMap<>();
    word.put("apiVersion", HasMetadata.getApiVersion(PassthroughNode.class));
    word.put("kind", HasMetadata.getKind(PassthroughNode.class));
    word.put("metadata", metadata);
    part.filter(it -> !it.isEmpty()).ifPresent(it -> word.put("spec", it.spec()));
    try {
      return new Answer.Applied(
          client
              .resource(named(node, null))
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.SERVER_SIDE_APPLY)
                      .withFieldManager(manager)
                      .withForce(false)
                      .build(),
                  Serialization.asJson(word)));
    } catch (KubernetesClientException e) {
      return answer(e);
    }
  }

  private static Answer answer(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_CONFLICT -> {
        var conflicts = conflicts(e);
        yield conflicts.isEmpty() ? new Answer.Changed() : new Answer.Owned(conflicts);
      }
      case UNPROCESSABLE, HttpURLConnection.HTTP_FORBIDDEN ->
          new Answer.Refused(
              Optional.ofNullable(e.getStatus())
                  .map(it -> it.getMessage())
                  .orElse(String.valueOf(e.getMessage())));
      default -> throw e;
    };
  }

  private static List<StatusCause> conflicts(KubernetesClientException e) {
    if (e.getStatus() == null || e.getStatus().getDetails() == null) {
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

  private static PassthroughNode named(String name, @Nullable String resourceVersion) {
    var object = new PassthroughNode();
    object.setMetadata(
        new ObjectMetaBuilder().withName(name).withResourceVersion(resourceVersion).build());
    return object;
  }
}
