package dev.passthrough.operator.announce;

import dev.passthrough.api.Condition;
import dev.passthrough.api.ConditionType;
import dev.passthrough.api.PassthroughNode;
import dev.passthrough.api.Reason;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events of an object and its node, each said once, whichever replica says it. */
public final class Warnings {

  /** An event that is not as it has to be, or has no place. */
  private static final Set<Integer> FOR_GOOD =
      Set.of(
          HttpURLConnection.HTTP_BAD_REQUEST,
          HttpURLConnection.HTTP_NOT_FOUND,
          HttpURLConnection.HTTP_ENTITY_TOO_LARGE,
          422);

  private static final Logger logger = LoggerFactory.getLogger(Warnings.class);

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;

  /**
   * @param instance which replica this is
   */
  public Warnings(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * Says that an aspect of {@code object} is not as it should be.
   *
   * @param occasion the same for what is to be said once
   */
  public void warn(
      PassthroughNode object,
      ConditionType aspect,
      Reason reason,
      String message,
      String occasion) {
    var metadata = object.getMetadata();
    var now = clock.instant();
    var condition =
        new Condition(
            aspect.name(),
            "False",
            metadata.getGeneration(),
            now.toString(),
            reason.name(),
            message);
    var key = List.of(metadata.getUid(), aspect, reason, occasion);
    tell(
        new News(
            News.Subject.of(News.Kind.PassthroughNode, object),
            condition,
            false,
            Integer.toHexString(key.hashCode())));
  }

  void tell(News news) {
    Events.of(news, instance, clock.instant()).forEach(this::create);
  }

  /**
   * One that is there already was told before, perhaps by another replica. One that the API server
   * would refuse again is given up: the status has what counts. Not to be let in is not for good:
   * an API server that has just started does not know its roles yet.
   */
  private void create(Event event) {
    try {
      client.events().v1().events().inNamespace(Events.NAMESPACE).resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return;
      }
      if (!FOR_GOOD.contains(e.getCode())) {
        throw e;
      }
      logger.warn("No event was made of '{}': {}", event.getNote(), e.getMessage());
    }
  }
}
