package dev.passthrough.host.verdict;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;

/**
 * A list without the elements from {@code start} up to {@code end}: in a group of thousands, all
 * have nearly the same list.
 */
final class Without<E> extends AbstractList<E> {

  private final List<E> all;
  private final int start;
  private final int end;

  Without(List<E> all, int start, int end) {
    this.all = all;
    this.start = start;
    this.end = end;
  }

  @Override
  public E get(int index) {
    Objects.checkIndex(index, size());
    return all.get(index < start ? index : index + end - start);
  }

  @Override
  public int size() {
    return all.size() - (end - start);
  }
}
