package dev.passthrough.operator.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cache of cluster-scoped objects that keeps of each what is asked of it: there may be thousands,
 * and whole they are some tens of KiB each.
 */
public final class EssenceStore<T extends HasMetadata> implements ItemStore<T> {

  /** Objects in one answer to a list: whole Nodes are some tens of KiB each. */
  public static final long PAGE = 250;

  private final UnaryOperator<T> essence;
  private final Map<String, T> kept = new ConcurrentHashMap<>();

  /**
   * @param essence makes a new object of what is to be kept: name, version and uid among it
   */
  public EssenceStore(UnaryOperator<T> essence) {
    this.essence = essence;
  }

  @Override
  public String getKey(T object) {
    return object.getMetadata().getName();
  }

  @Override
  public @Nullable T put(String key, T object) {
    return kept.put(key, essence.apply(object));
  }

  @Override
  public @Nullable T remove(String key) {
    return kept.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return kept.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return kept.values().stream();
  }

  @Override
  public int size() {
    return kept.size();
  }

  @Override
  public @Nullable T get(String key) {
    return kept.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}
