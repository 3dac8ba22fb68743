package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;

/** Carries out what {@link NextWrite} decides, for all nodes of a fleet, some at a time. */
final class PolicyWrites {

  /** Requests under way at a time, of all policies together. */
  private static final int AT_A_TIME = 16;

  private final NodeObjects objects;
  private final Attempts attempts = new Attempts();
  private final Semaphore turns = new Semaphore(AT_A_TIME);

  PolicyWrites(NodeObjects objects) {
    this.objects = objects;
  }

  /**
   * Writes what is missing of {@code policy}, on every node and into every object of the fleet.
   *
   * @param renderings by node
   * @param latest a node's object as it is known when its turn comes, which may be minutes later
   * @param chosen whether any policy chooses a node by then: no object is deleted that one may want
   * @return how it stands in each object in which the policy wants, or still had, something
   */
  Map<String, Outcome> write(
      String policy,
      Fleet fleet,
      Map<String, Rendering> renderings,
      Function<String, Optional<PassthroughNode>> latest,
      Predicate<String> chosen) {
    Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    var policies = fleet.policyNames();
    var due = new ConcurrentLinkedQueue<Map.Entry<String, Rendering>>();
    renderings.forEach((node, rendering) -> {
      var write = NextWrite.of(policy, rendering, fleet.object(node), policies);
      if (!(write instanceof Write.Nothing)) {
        due.add(Map.entry(node, rendering));
      } else if (rendering.chosenBy(policy)) {
        outcomes.put(node, new Outcome.Settled());
      }
    });
    // Not a thread for each: thousands that wait for their turn take more memory than the objects.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < Math.min(AT_A_TIME, due.size()); i++) {
        running.add(
            threads.submit(() -> {
              for (var it = due.poll(); it != null; it = due.poll()) {
                outcomes.put(
                    it.getKey(),
                    inTurn(policy, it.getKey(), it.getValue(), policies, latest, chosen));
              }
            }));
      }
      running.forEach(PolicyWrites::await);
    }
    return outcomes;
  }

  /**
   * Gives up all that {@code policy} has in {@code object}, whoever would want it next.
   *
   * @param rendering of its node: an object that others want stays
   */
  void withdraw(String policy, PassthroughNode object, Rendering rendering) {
    var unheld = rendering.holdingNothing();
    var write = NextWrite.of(policy, unheld, Optional.of(object), Set.of());
    carryOut(policy, object.getMetadata().getName(), write, Optional.of(object), unheld);
  }

  void forget(String policy) {
    attempts.forget(policy);
  }

  private Outcome inTurn(
      String policy,
      String node,
      Rendering rendering,
      Set<String> policies,
      Function<String, Optional<PassthroughNode>> latest,
      Predicate<String> chosen) {
    turns.acquireUninterruptibly();
    try {
      var object = latest.apply(node);
      var write = NextWrite.of(policy, rendering, object, policies);
      if (write instanceof Write.Delete && chosen.test(node)) {
        return new Outcome.Overtaken();
      }
      return carryOut(policy, node, write, object, rendering);
    } finally {
      turns.release();
    }
  }

  private Outcome carryOut(
      String policy,
      String node,
      Write write,
      Optional<PassthroughNode> object,
      Rendering rendering) {
    return switch (write) {
      case Write.Nothing _ -> new Outcome.Settled();
      case Write.Await it -> new Outcome.Awaiting(it.awaited());
      case Write.Make it -> {
        var made = objects.make(node);
        yield made.object()
            .map(now -> apply(policy, now, it.part(), rendering))
            .orElseGet(made::outcome);
      }
      case Write.Apply it -> {
        var outcome = apply(policy, object.orElseThrow(), it.part(), rendering);
        yield outcome instanceof Outcome.Settled && !it.awaited().isEmpty()
            ? new Outcome.Awaiting(it.awaited())
            : outcome;
      }
      case Write.Delete _ -> {
        delete(object.orElseThrow());
        yield new Outcome.Settled();
      }
    };
  }

  private Outcome apply(String policy, PassthroughNode object, Part part, Rendering rendering) {
    var before = attempts.before(policy, object, part);
    if (before.isPresent()) {
      return before.get();
    }
    var written = objects.apply(policy, object, part);
    if (written.outcome() instanceof Outcome.Overtaken) {
      return written.outcome();
    }
    var now = written.object().orElse(object);
    var next = NextWrite.of(policy, rendering, Optional.of(now), Set.of());
    // Of two policies that give up an object at once, the later one sees that it was the last.
    if (part.isEmpty() && next instanceof Write.Delete) {
      delete(now);
    }
    if (next instanceof Write.Apply) {
      attempts.note(policy, now, part, written.outcome());
    } else {
      attempts.forget(policy, now.getMetadata().getName());
    }
    return written.outcome();
  }

  /** One that was changed since, or is gone, is looked at again when the cluster tells of that. */
  private void delete(PassthroughNode object) {
    try {
      objects.delete(object);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private static void await(Future<?> task) {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while policies were written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
