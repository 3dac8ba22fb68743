package dev.passthrough.agent;

import dev.passthrough.api.EventLimits;
import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events about one node's object, in the namespace that the API server wants events of objects
 * without a namespace in. What happens again is the same event with a higher count, by its name,
 * over restarts of the agent too. What cannot be written is given up: the status has what counts.
 */
final class ClusterEvents implements AutoCloseable {

  static final String NAMESPACE = "default";

  /** Within it, what happens is put together. */
  private static final long MOMENT_MILLIS = 300;

  /** Of events that may happen again. */
  private static final int MOST_KNOWN = 256;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Logger logger = LoggerFactory.getLogger(ClusterEvents.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final EventBudget budget;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("events").daemon().factory(), new DiscardPolicy());

  private List<Happening> pending = new ArrayList<>();

  /** How often each was seen, by its event's name; on the thread only. */
  private final Map<String, Integer> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  ClusterEvents(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
    this.budget = new EventBudget(System::nanoTime);
  }

  /** Writes an event soon, on another thread. */
  void add(Happening happening, PassthroughNode about) {
    synchronized (this) {
      if (pending.size() >= MOST_KNOWN * 16) {
        return;
      }
      pending.add(happening);
      if (pending.size() > 1) {
        return;
      }
    }
    var _ = thread.schedule(() -> write(about), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void write(PassthroughNode about) {
    List<Happening> batch;
    synchronized (this) {
      batch = pending;
      pending = new ArrayList<>();
    }
    for (var happening : EventBatch.of(batch)) {
      if (!budget.allows()) {
        logger.info("Too much happens to make an event of it: {}", happening.note());
        continue;
      }
      try {
        write(happening, about);
      } catch (KubernetesClientException refused) {
        logger.warn("No event was made of '{}': {}", happening.note(), refused.getMessage());
      }
    }
  }

  private void write(Happening happening, PassthroughNode about) {
    var name = name(happening, about);
    int count = counts.merge(name, 1, Integer::sum);
    var event = event(name, happening, about);
    if (count == 1 && created(event)) {
      return;
    }
    int seen = Math.max(2, count);
    counts.put(name, seen);
    try {
      count(event, seen);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      counts.put(name, 1); // the API server forgets events after a while
      var _ = created(event);
    }
  }

  /** By the event itself, not by its name: that would be read first, which an agent may not. */
  private void count(Event event, int seen) {
    var series =
        "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
            .formatted(seen, MICROS.format(clock.instant()));
    client
        .events()
        .v1()
        .events()
        .inNamespace(NAMESPACE)
        .resource(event)
        .patch(PatchContext.of(PatchType.JSON_MERGE), series);
  }

  private boolean created(Event event) {
    try {
      client.events().v1().events().inNamespace(NAMESPACE).resource(event).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  private Event event(String name, Happening happening, PassthroughNode about) {
    var node = about.getMetadata().getName();
    return new EventBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(clock.instant())))
        .withReportingController("passthrough.dev/agent")
        .withReportingInstance(EventLimits.instance(node))
        .withAction(happening.reason().name())
        .withReason(happening.reason().name())
        .withType(happening.isWarning() ? "Warning" : "Normal")
        .withNote(happening.note())
        .withRegarding(reference(about))
        .withRelated(
            new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .build())
        .build();
  }

  private static ObjectReference reference(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .build();
  }

  /** The same for the same, so that two agents, one after the other, count on. */
  private static String name(Happening happening, PassthroughNode about) {
    var what =
        String.join(
            "\n",
            String.valueOf(about.getMetadata().getUid()),
            happening.reason().name(),
            happening.note());
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
      return EventLimits.name(
          about.getMetadata().getName(), HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What is not written yet is left. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
