package dev.passthrough.cli.inspect;

import dev.passthrough.host.inventory.PciFunction;
import dev.passthrough.host.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * One function with all that speaks for and against passing it.
 *
 * @param verdict empty for a bridge
 * @param refusals of guards, its own and the gravest first
 */
record Device(PciFunction function, Optional<Verdict> verdict, List<Objection> refusals) {

  boolean passable() {
    return verdict.filter(it -> it.isolation().passable()).isPresent() && refusals.isEmpty();
  }
}
