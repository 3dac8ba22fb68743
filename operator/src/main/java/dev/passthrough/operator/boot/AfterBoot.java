package dev.passthrough.operator.boot;

import dev.passthrough.operator.boot.BootMark.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a node is to be tainted. A node whose resources were last all offered in another
 * boot than the present one is, until they are again, or for so long at most; once in each boot.
 * All that this goes by is in the node and its object, so that it does not matter when the operator
 * runs.
 */
final class AfterBoot {

  /** What a node's object has to do with it. */
  sealed interface Offer {

    /** There is no object that is to stay. */
    record NoObject() implements Offer {}

    /** The object changes nothing on the node, or asks for no resource. */
    record Nothing() implements Offer {}

    /**
     * It asks for resources.
     *
     * @param boot in which all of them were last offered; empty if they never were
     */
    record Resources(Optional<String> boot) implements Offer {}
  }

  /**
   * A node as it is.
   *
   * @param boot its boot id; empty where kubelet has not said
   * @param tainted whether it has the taint, by whomever
   */
  record Seen(Optional<String> boot, boolean tainted, Optional<BootMark> mark, Offer offer) {

    /** The node left as it is. */
    Wanted asItIs() {
      return new Wanted(tainted, mark);
    }
  }

  /** How it is to be. */
  record Wanted(boolean tainted, Optional<BootMark> mark) {

    private static final Wanted CLEAN = new Wanted(false, Optional.empty());

    private static Wanted waiting(BootMark mark) {
      return new Wanted(true, Optional.of(mark));
    }

    private static Wanted givenUp(String boot, Instant now) {
      return new Wanted(false, Optional.of(new BootMark(boot, Phase.GivenUp, now)));
    }
  }

  private AfterBoot() {}

  /**
   * @param limit how long the taint stays where the resources do not come
   */
  static Wanted wanted(Seen node, Duration limit, Instant now) {
    return switch (node.offer()) {
      // The taint of a node without an object may be kubelet's, which waits for the object.
      case Offer.NoObject _ -> node.mark().isPresent() ? Wanted.CLEAN : node.asItIs();
      case Offer.Nothing _ -> Wanted.CLEAN;
      case Offer.Resources it ->
          node.boot()
              .map(boot -> it.boot().filter(boot::equals).isPresent())
              .map(here -> here ? Wanted.CLEAN : missing(node, it, limit, now))
              .orElseGet(node::asItIs);
    };
  }

  private static Wanted missing(Seen node, Offer.Resources offer, Duration limit, Instant now) {
    var boot = node.boot().orElseThrow();
    var ofThisBoot = node.mark().filter(it -> it.boot().equals(boot));
    if (ofThisBoot.isEmpty()) {
      // Kubelet may have registered the node with the taint, before its resources ever came.
      return node.tainted() || offer.boot().isPresent()
          ? Wanted.waiting(new BootMark(boot, Phase.Waiting, now))
          : Wanted.CLEAN;
    }
    var mark = ofThisBoot.get();
    return switch (mark.phase()) {
      case GivenUp -> node.asItIs();
      case Waiting ->
          node.tainted() && !now.isAfter(mark.since().plus(limit))
              ? Wanted.waiting(mark)
              : Wanted.givenUp(boot, now);
    };
  }
}
