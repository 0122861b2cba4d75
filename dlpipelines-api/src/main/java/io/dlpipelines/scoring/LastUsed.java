package io.dlpipelines.scoring;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The entries that were used last. Not safe for several threads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class LastUsed<K, V> extends LinkedHashMap<K, V> {
  private final transient int capacity;

  /**
   * Sets how many entries are kept.
   *
   * @param capacity at least 1
   */
  public LastUsed(int capacity) {
    super(capacity, 0.75f, true);
    this.capacity = capacity;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > capacity;
  }
}
