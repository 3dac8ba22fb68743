package dev.passthrough.host.machine;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Something about a machine, and where it was read.
 *
 * @param value empty where it is unknown
 * @param source the file or program that told, or the ones that did not
 */
public record Fact<T>(Optional<T> value, String source) {

  static <T> Fact<T> of(T value, String source) {
    return new Fact<>(Optional.of(value), source);
  }

  static <T> Fact<T> unknown(String triedSources) {
    return new Fact<>(Optional.empty(), triedSources);
  }

  /** A fact that {@code source} may tell. */
  static <T> Fact<T> in(String source, Optional<T> value) {
    return new Fact<>(value, source);
  }

  public boolean is(Predicate<T> wanted) {
    return value.filter(wanted).isPresent();
  }

  @JsonIgnore
  public boolean isUnknown() {
    return value.isEmpty();
  }

  <U> Fact<U> map(Function<T, U> change) {
    return new Fact<>(value.map(change), source);
  }

  /** As evidence: the value and where it is from. */
  public String evidence(String what) {
    return value.map(v -> what + ": " + v).orElse(what + ": unknown") + " (" + source + ")";
  }
}
