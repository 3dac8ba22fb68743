package dev.passthrough.operator.policy;

import dev.passthrough.api.GuardReason;

/**
 * What one owner has as a whole in the spec of a node's object: the mode, the host, an entry, an
 * override. Spelled as the API server spells it in a conflict.
 */
record Field(String path) implements Comparable<Field> {

  static final Field MODE = new Field(".spec.mode");
  static final Field HOST = new Field(".spec.host");

  static Field resource(String name) {
    return new Field(".spec.resources[name=\"%s\"]".formatted(name));
  }

  static Field override(String address, GuardReason guard) {
    return override(address, guard.name());
  }

  static Field override(String address, String guard) {
    return new Field(".spec.overrides[address=\"%s\",guard=\"%s\"]".formatted(address, guard));
  }

  /** Whether {@code other}, a path as the API server gives it, is this or a part of it. */
  boolean covers(String other) {
    return other.equals(path) || other.startsWith(path + ".") || other.startsWith(path + "[");
  }

  @Override
  public int compareTo(Field other) {
    return path.compareTo(other.path);
  }

  @Override
  public String toString() {
    return path;
  }
}
