package dev.passthrough.operator.node;

import dev.passthrough.api.PassthroughNode;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * All PassthroughNodes as the controller's cache has them: what looks at all of them needs no watch
 * of its own. Safe for many threads.
 */
public final class KnownObjects {

  private final AtomicReference<@Nullable IndexedResourceCache<PassthroughNode>> cache =
      new AtomicReference<>();

  /** None until the controller has its cache. */
  public List<PassthroughNode> all() {
    var known = cache.get();
    return known == null ? List.of() : known.list().toList();
  }

  void are(IndexedResourceCache<PassthroughNode> objects) {
    cache.set(objects);
  }
}
