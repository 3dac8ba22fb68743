package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides what a policy writes into a node's object next. A field that passes from one policy to
 * another is never absent in between, because the node would give its devices back and take them
 * anew: who gives up a field first says what its successor says, the successor then applies the
 * same, and only then the field is given up.
 */
final class NextWrite {

  private final String policy;
  private final Rendering rendering;
  private final Optional<PassthroughNode> object;
  private final Owners owners;
  private final Part said;

  private NextWrite(String policy, Rendering rendering, Optional<PassthroughNode> object) {
    this.policy = policy;
    this.rendering = rendering;
    this.object = object;
    this.owners = object.map(Owners::of).orElseGet(() -> new Owners(new TreeMap<>()));
    this.said = object.map(it -> Part.of(it.getSpec())).orElseGet(Part::none);
  }

  /**
   * @param rendering of the node; deleted policies are not in it
   * @param object the node's object as it is, if there is one
   * @param existing names of all policies, deleted ones included
   */
  static Write of(
      String policy,
      Rendering rendering,
      Optional<PassthroughNode> object,
      Collection<String> existing) {
    // Of thousands of objects, most are other policies' business.
    boolean othersBusiness =
        !rendering.chosenBy(policy)
            && !rendering.parts().isEmpty()
            && object.filter(it -> Owners.has(it, FieldManagers.of(policy))).isEmpty();
    return othersBusiness
        ? new Write.Nothing()
        : new NextWrite(policy, rendering, object).next(existing);
  }

  private Write next(Collection<String> existing) {
    var wanted = rendering.part(policy);
    if (object.isEmpty()) {
      return rendering.chosenBy(policy) ? new Write.Make(wanted) : new Write.Nothing();
    }
    if (object.get().isMarkedForDeletion()) {
      return new Write.Nothing();
    }
    var awaited = awaited(wanted, existing);
    var target = wanted.without(awaited).with(held(wanted));
    var owned = owners.of(FieldManagers.of(policy));
    if (owned.equals(target.fields()) && said.only(owned).equals(target)) {
      if (!awaited.isEmpty()) {
        return new Write.Await(awaited);
      }
      return owned.isEmpty() && Mark.isOn(object.get()) && unwanted(existing)
          ? new Write.Delete()
          : new Write.Nothing();
    }
    return target.isEmpty() && Mark.isOn(object.get()) && unwanted(existing)
        ? new Write.Delete()
        : new Write.Apply(target, awaited);
  }

  /**
   * Whether the object is for nobody: no policy chooses the node, and nobody else says a thing.
   * What policies that do not choose it have yet to give up goes with it, at once: an object that
   * loses its fields one by one does not say any more, when it goes, what was changed for it.
   */
  private boolean unwanted(Collection<String> existing) {
    Set<String> leaving = new TreeSet<>(existing);
    leaving.add(policy);
    return rendering.parts().isEmpty() && owners.nobodyBut(leaving);
  }

  /** What another policy has, says otherwise, and is to let go of. */
  private Set<Field> awaited(Part wanted, Collection<String> existing) {
    Set<Field> awaited = new TreeSet<>();
    for (var claim : wanted.claims().values()) {
      var now = said.claims().get(claim.field());
      boolean othersHaveIt =
          existing.stream()
              .filter(it -> !it.equals(policy))
              .filter(it -> !rendering.part(it).claims().containsKey(claim.field()))
              .anyMatch(it -> owners.owns(FieldManagers.of(it), claim.field()));
      if (othersHaveIt && !claim.equals(now)) {
        awaited.add(claim.field());
      }
    }
    return awaited;
  }

  /** What this policy gives up, and holds until its successor has it. */
  private Collection<Claim> held(Part wanted) {
    Collection<Claim> held = new ArrayList<>();
    for (var field : owners.of(FieldManagers.of(policy))) {
      if (!wanted.claims().containsKey(field)) {
        rendering
            .winner(field)
            .filter(it -> !owners.owns(FieldManagers.of(it.policy()), field))
            .ifPresent(it -> held.add(it.claim()));
      }
    }
    return held;
  }
}
