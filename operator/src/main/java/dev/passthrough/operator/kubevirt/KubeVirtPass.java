package dev.passthrough.operator.kubevirt;

import dev.passthrough.api.PassthroughNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings KubeVirt's lists into step once, and says in the objects how that stands. What counts is
 * what the KubeVirt itself lists afterwards, not that something was written. Not for several
 * threads.
 */
public final class KubeVirtPass implements Runnable {

  /** How long a change of the lists by somebody else stays unseen. */
  private static final Duration LOOK = Duration.ofSeconds(15);

  private static final Logger logger = LoggerFactory.getLogger(KubeVirtPass.class);

  private final Saying saying;
  private final KubeVirtObjects objects;
  private final Supplier<List<PassthroughNode>> nodes;
  private final Allowed allowed;
  private final Clock clock;
  private @Nullable Demand seen;
  private Instant looked = Instant.MIN;
  private boolean wasVain;

  /**
   * @param nodes all PassthroughNodes, from a cache
   */
  public KubeVirtPass(
      KubernetesClient client,
      Supplier<List<PassthroughNode>> nodes,
      Allowed allowed,
      Clock clock) {
    this.saying = new Saying(client);
    this.objects = new KubeVirtObjects(client);
    this.nodes = nodes;
    this.allowed = allowed;
    this.clock = clock;
  }

  /** Cheap where nothing is new: the API server is asked only then, or now and again. */
  @Override
  public void run() {
    var all = nodes.get();
    var demand = Demand.of(all);
    if (demand.equals(seen) && clock.instant().isBefore(looked.plus(LOOK))) {
      return;
    }
    boolean settled = step(all, demand);
    seen = settled ? demand : null;
    looked = clock.instant();
  }

  /**
   * Whether nothing was changed that would have to be looked at again soon. The API server drops
   * fields that it does not know: what is gone again as soon as it is written is no change.
   */
  private boolean step(List<PassthroughNode> all, Demand demand) {
    var kubevirt = objects.kubevirt();
    if (kubevirt.isEmpty()) {
      all.forEach(it -> saying.say(it, Optional.empty()));
      return true;
    }
    var target = objects.hyperconverged().or(() -> kubevirt).orElseThrow();
    var now = target.contents();
    var outcome = Merge.of(now, demand, allowed);
    boolean changes = !outcome.next().equals(now);
    var written = changes ? objects.write(target, outcome.next()) : Optional.of(target);
    boolean vain = changes && written.filter(it -> it.isVersionOf(target)).isPresent();
    if (vain && !wasVain) {
      logger.warn(
          "{} does not take what was written: it is of a version that does not know it (docs/operations/kubevirt.md)",
          target.words());
    } else if (changes && !vain && written.isPresent()) {
      logger.info(
          "{} changed: it permits {} of this operator's resources now",
          target.words(),
          outcome.next().note().permits().size());
    }
    wasVain = vain;
    var effective =
        changes
            ? objects.kubevirt().map(KubeVirtObjects.Found::contents)
            : Optional.of(kubevirt.orElseThrow().contents());
    effective.ifPresent(it -> report(all, demand, new Judgement(it, demand), outcome.findings()));
    return !changes || vain;
  }

  private void report(
      List<PassthroughNode> all, Demand demand, Judgement judgement, List<Finding> refused) {
    for (var object : all) {
      var resources = demand.byNode().get(object.getMetadata().getName());
      if (resources == null) {
        saying.say(object, Optional.empty());
      } else {
        var findings =
            Stream.concat(
                    refused.stream().filter(it -> resources.contains(it.resource())),
                    resources.stream().flatMap(it -> judgement.of(it).stream()))
                .toList();
        saying.say(object, Optional.of(Word.of(object, resources, findings, clock)));
      }
    }
  }
}
