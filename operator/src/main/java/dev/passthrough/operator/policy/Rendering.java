package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the policies that choose a node make of it. Of each field the policies of the highest
 * priority among those that claim it have the say; a lower one keeps its claim only where it says
 * the same. Two of the highest priority that differ both keep theirs: between them the API server
 * decides, for the one that has the field.
 *
 * @param parts what each policy says, by its name; nothing for one that does not choose the node
 * @param winners for each claimed field the first by name of those that have the say
 * @param outranked for each policy, what it wanted and another has: the field, and the other's name
 */
record Rendering(
    Map<String, Part> parts,
    Map<Field, Winner> winners,
    Map<String, Map<Field, String>> outranked) {

  /** Who has the say over a field, and what is said. */
  record Winner(String policy, Claim claim) {}

  private record Bid(String policy, int priority, Claim claim) {}

  /** Of a node that {@code policies} choose; deleted ones are not to be among them. */
  static Rendering of(Collection<PassthroughPolicy> policies) {
    Map<Field, List<Bid>> bids = new TreeMap<>();
    Map<String, List<Claim>> kept = new HashMap<>();
    for (var policy : policies) {
      var name = policy.getMetadata().getName();
      kept.put(name, new ArrayList<>());
      for (var claim : Part.of(policy.getSpec().template()).claims().values()) {
        bids.computeIfAbsent(claim.field(), _ -> new ArrayList<>())
            .add(new Bid(name, policy.getSpec().priority(), claim));
      }
    }
    Map<Field, Winner> winners = new TreeMap<>();
    Map<String, Map<Field, String>> outranked = new HashMap<>();
    bids.forEach((field, all) -> {
      var highest = all.stream().mapToInt(Bid::priority).max().orElseThrow();
      var first =
          all.stream()
              .filter(it -> it.priority() == highest)
              .min((a, b) -> a.policy().compareTo(b.policy()))
              .orElseThrow();
      winners.put(field, new Winner(first.policy(), first.claim()));
      for (var bid : all) {
        if (bid.priority() == highest || bid.claim().equals(first.claim())) {
          kept.getOrDefault(bid.policy(), new ArrayList<>()).add(bid.claim());
        } else {
          outranked.computeIfAbsent(bid.policy(), _ -> new TreeMap<>()).put(field, first.policy());
        }
      }
    });
    Map<String, Part> parts = new HashMap<>();
    kept.forEach((policy, claims) -> parts.put(policy, Part.of(claims)));
    return new Rendering(parts, winners, outranked);
  }

  /** Of a node that does not exist: nobody wants anything of it. */
  static Rendering ofNothing() {
    return new Rendering(Map.of(), Map.of(), Map.of());
  }

  /** The same for those who do not wait until a successor has what they give up. */
  Rendering holdingNothing() {
    return new Rendering(parts, Map.of(), outranked);
  }

  boolean chosenBy(String policy) {
    return parts.containsKey(policy);
  }

  Part part(String policy) {
    return parts.getOrDefault(policy, Part.none());
  }

  Optional<Winner> winner(Field field) {
    return Optional.ofNullable(winners.get(field));
  }
}
