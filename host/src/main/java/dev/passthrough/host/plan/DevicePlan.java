package dev.passthrough.host.plan;

import dev.passthrough.api.DeviceRequest;
import dev.passthrough.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whole devices. Each bundle is judged by itself: one that cannot be had does not hold up the
 * others.
 */
record DevicePlan(Entry entry, DeviceRequest wanted, Basis basis) implements EntryPlan {

  @Override
  public Optional<Refusal> invalid() {
    return selection()
        .flaw()
        .map(it -> entry.refuse(Reason.InvalidSpec, "%s %s".formatted(field(), it)));
  }

  @Override
  public boolean wants(Found fact) {
    boolean driver =
        fact.property() == Attribute.DRIVER
            || fact.property() == Attribute.DRIVER_OVERRIDE
            || fact.property() == Attribute.SERIAL;
    return driver && invalidOrBundles().stream().anyMatch(it -> it.has(fact.device()));
  }

  /** What cannot be read as a selection asks for nothing, and undoes nothing either. */
  private List<Bundle> invalidOrBundles() {
    return selection().flaw().isPresent() ? List.of() : bundles();
  }

  @Override
  public Outcome outcome() {
    var bundles = bundles();
    if (bundles.isEmpty()) {
      return Outcome.refused(
          entry.refuse(
              Reason.DeviceNotFound,
              "%s: no device of this host matches %s; compare with passthrough inspect -o wide there"
                  .formatted(field(), selection().text())));
    }
    var refusals = new ArrayList<Refusal>();
    var units = new ArrayList<Unit>();
    var steps = new ArrayList<DeviceStep>();
    for (var bundle : bundles) {
      new BundleRuling(this, bundle)
          .refuse()
          .ifPresentOrElse(
              refusals::add,
              () -> {
                steps.addAll(BundleSteps.of(bundle));
                units.add(bundle.unit());
              });
    }
    return new Outcome(refusals.isEmpty() ? entry.offer(units) : refuse(refusals, units), steps);
  }

  private Refusal refuse(List<Refusal> refusals, List<Unit> units) {
    var all = refusals.stream().map(Refusal::message).collect(Collectors.joining("\n"));
    return entry.refuse(refusals.getFirst().reason(), all, units);
  }

  List<Bundle> bundles() {
    return Bundle.of(selection(), basis);
  }

  private Selection selection() {
    return new Selection(wanted.select(), basis.ledger());
  }

  String field() {
    return entry.field("device.select");
  }
}
