package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughPolicy;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All PassthroughPolicies as the controller's cache has them, for what looks at all of them. Safe
 * for many threads.
 */
public final class KnownPolicies {

  private final AtomicReference<Supplier<Stream<PassthroughPolicy>>> cache =
      new AtomicReference<>(Stream::empty);

  /** None until the controller has its cache. */
  public List<PassthroughPolicy> all() {
    return cache.get().get().toList();
  }

  void are(Supplier<Stream<PassthroughPolicy>> policies) {
    cache.set(policies);
  }
}
