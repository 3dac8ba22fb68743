package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of applies that did not bring a node's object where a policy wants it, so that they
 * are not tried again before something has changed. Nothing depends on it but the number of
 * requests: after a restart each is tried once more.
 */
final class Attempts {

  private record Key(String policy, String node) {}

  /** What an attempt's outcome depends on. */
  private record Seen(String uid, @Nullable Long generation, Owners owners, Part part) {
    static Seen of(PassthroughNode object, Part part) {
      var metadata = object.getMetadata();
      return new Seen(metadata.getUid(), metadata.getGeneration(), Owners.of(object), part);
    }
  }

  private record Attempt(Seen seen, Outcome outcome) {}

  private final Map<Key, Attempt> last = new ConcurrentHashMap<>();

  Optional<Outcome> before(String policy, PassthroughNode object, Part part) {
    return Optional.ofNullable(last.get(new Key(policy, object.getMetadata().getName())))
        .filter(it -> it.seen().equals(Seen.of(object, part)))
        .map(Attempt::outcome);
  }

  void note(String policy, PassthroughNode object, Part part, Outcome outcome) {
    last.put(
        new Key(policy, object.getMetadata().getName()),
        new Attempt(Seen.of(object, part), outcome));
  }

  void forget(String policy) {
    last.keySet().removeIf(it -> Objects.equals(it.policy(), policy));
  }

  void forget(String policy, String node) {
    last.remove(new Key(policy, node));
  }
}
