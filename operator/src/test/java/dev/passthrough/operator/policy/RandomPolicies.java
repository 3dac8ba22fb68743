package dev.passthrough.operator.policy;

import static dev.passthrough.operator.policy.Samples.entry;
import static dev.passthrough.operator.policy.Samples.policy;

import dev.passthrough.api.Mode;
import dev.passthrough.api.PassthroughPolicy;
import dev.passthrough.api.ResourceEntry;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Policies that meet in few entries, so that they often want the same. */
final class RandomPolicies {

  private static final List<Map<String, String>> SELECTORS =
      List.of(Map.of(), Map.of("gpu", "yes"), Map.of("zone", "a"));

  private RandomPolicies() {}

  static List<PassthroughPolicy> some(Random random, int count) {
    return IntStream.range(0, count).mapToObj(it -> one(random, "policy-" + it)).toList();
  }

  static PassthroughPolicy one(Random random, String name) {
    return policy(
        name,
        random.nextInt(3),
        SELECTORS.get(random.nextInt(SELECTORS.size())),
        random.nextInt(3) == 0 ? List.of(Mode.values()).get(random.nextInt(3)) : null,
        random
            .ints(0, 4)
            .limit(random.nextInt(4))
            .distinct()
            .mapToObj(it -> entry("entry-" + it, 1 + random.nextInt(2)))
            .toArray(ResourceEntry[]::new));
  }
}
