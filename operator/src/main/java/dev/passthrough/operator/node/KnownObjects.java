package dev.passthrough.operator.node;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All PassthroughNodes and Nodes, and the agents' DaemonSet, as the controller's caches have them:
 * what looks at all of them needs no watch of its own. Of Nodes there are names and labels. Safe
 * for many threads.
 */
public final class KnownObjects {

  private record Caches(
      Supplier<Stream<PassthroughNode>> objects,
      Supplier<Stream<Node>> nodes,
      Supplier<Stream<DaemonSet>> agents) {}

  private final AtomicReference<Caches> caches =
      new AtomicReference<>(new Caches(Stream::empty, Stream::empty, Stream::empty));

  /** None until the controller has its cache. */
  public List<PassthroughNode> all() {
    return caches.get().objects().get().toList();
  }

  /** None until the controller has its cache. */
  public List<Node> nodes() {
    return caches.get().nodes().get().toList();
  }

  /** The agents' DaemonSet; none until the controller has its cache, or where nobody wants one. */
  public Optional<DaemonSet> agents() {
    return caches.get().agents().get().findFirst();
  }

  void are(
      Supplier<Stream<PassthroughNode>> objects,
      Supplier<Stream<Node>> nodes,
      Supplier<Stream<DaemonSet>> agents) {
    caches.set(new Caches(objects, nodes, agents));
  }
}
