package dev.passthrough.operator.announce;

import dev.passthrough.api.EventLimits;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * News as events of {@code events.k8s.io/v1}, on the PassthroughPolicy, or on the PassthroughNode
 * and on its Node: {@code kubectl describe} of each shows them. One change has one name, so that
 * the API server keeps it once.
 */
final class Events {

  /** Cluster-scoped objects have their events there. */
  static final String NAMESPACE = "default";

  private static final String CONTROLLER = "passthrough.dev/operator";
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Events() {}

  /**
   * @param instance which replica says it
   */
  static List<Event> of(News news, String instance, Instant now) {
    return Stream.concat(
            news.onObject() ? Stream.of(event(news, "", object(news), instance, now)) : Stream.of(),
            news.onNode()
                ? Stream.of(event(news, ".node", node(news), instance, now))
                : Stream.of())
        .toList();
  }

  private static Event event(
      News news, String suffix, ObjectReference regarding, String instance, Instant now) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(EventLimits.name(news.subject().name(), news.key() + suffix))
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(now)))
        .withType(news.well() ? "Normal" : "Warning")
        .withReason(news.condition().reason())
        .withAction(news.condition().type())
        .withNote(note(news))
        .withRegarding(regarding)
        .withReportingController(CONTROLLER)
        .withReportingInstance(EventLimits.instance(instance))
        .build();
  }

  private static String note(News news) {
    var condition = news.condition();
    return EventLimits.note(
        "%s is %s: %s"
            .formatted(condition.type(), condition.status(), condition.message())
            .strip());
  }

  private static ObjectReference object(News news) {
    return new ObjectReferenceBuilder()
        .withApiVersion(PassthroughNode.GROUP + "/" + PassthroughNode.VERSION)
        .withKind(news.subject().kind().name())
        .withName(news.subject().name())
        .withUid(news.subject().uid())
        .build();
  }

  /** The kubelet and kubectl know a Node's events by its name in place of the uid. */
  private static ObjectReference node(News news) {
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(news.subject().name())
        .withUid(news.subject().name())
        .build();
  }
}
