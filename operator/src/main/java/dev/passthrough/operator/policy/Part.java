package dev.passthrough.operator.policy;

import dev.passthrough.api.PassthroughNodeSpec;
import dev.passthrough.api.PolicyTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one owner says in a node's object; all else is left to others. */
record Part(SortedMap<Field, Claim> claims) {

  Part {
    claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
  }

  static Part none() {
    return new Part(new TreeMap<>());
  }

  static Part of(Collection<Claim> claims) {
    return new Part(
        claims.stream()
            .collect(
                Collectors.toMap(Claim::field, Function.identity(), (a, _) -> a, TreeMap::new)));
  }

  static Part of(PolicyTemplate template) {
    var claims = new ArrayList<Claim>();
    if (template.mode() != null) {
      claims.add(new Claim.OfMode(template.mode()));
    }
    if (template.host() != null) {
      claims.add(new Claim.OfHost(template.host()));
    }
    template.resources().forEach(it -> claims.add(new Claim.OfResource(it)));
    template.overrides().forEach(it -> claims.add(new Claim.OfOverride(it)));
    return of(claims);
  }

  /** All that {@code spec} says, whoever said it. */
  static Part of(PassthroughNodeSpec spec) {
    return of(new PolicyTemplate(spec.mode(), spec.host(), spec.resources(), spec.overrides()));
  }

  boolean isEmpty() {
    return claims.isEmpty();
  }

  Set<Field> fields() {
    return claims.keySet();
  }

  Part only(Set<Field> fields) {
    return of(claims.values().stream().filter(it -> fields.contains(it.field())).toList());
  }

  Part without(Set<Field> fields) {
    return of(claims.values().stream().filter(it -> !fields.contains(it.field())).toList());
  }

  Part with(Collection<Claim> more) {
    return of(Stream.concat(claims.values().stream(), more.stream()).toList());
  }

  /** As the {@code spec} of an apply: with what is said, and nothing else. */
  Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    List<Object> resources = new ArrayList<>();
    List<Object> overrides = new ArrayList<>();
    for (var claim : claims.values()) {
      switch (claim) {
        case Claim.OfMode it -> spec.put("mode", it.mode());
        case Claim.OfHost it -> spec.put("host", it.host());
        case Claim.OfResource it -> resources.add(it.entry());
        case Claim.OfOverride it -> overrides.add(it.override());
      }
    }
    if (!resources.isEmpty()) {
      spec.put("resources", resources);
    }
    if (!overrides.isEmpty()) {
      spec.put("overrides", overrides);
    }
    return spec;
  }
}
