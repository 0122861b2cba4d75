package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.scoring.LastUsed;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Models that queries of this driver used last, each loaded once as long as its files stay the
 * same. Those that no query holds are given up when memory is short.
 */
final class ModelCache {
  private static final int CAPACITY = 32;
  private static final Map<Object, Entry> ENTRIES = new LastUsed<>(CAPACITY);

  private ModelCache() {}

  /** The model of a key; queries that ask for the same one wait for each other. */
  static FunctionModel get(Object key, Object state, Supplier<FunctionModel> load) {
    Entry entry;
    synchronized (ENTRIES) {
      entry = ENTRIES.computeIfAbsent(key, each -> new Entry());
    }
    return entry.get(state, load);
  }

  private static final class Entry {
    private Object state;
    private SoftReference<FunctionModel> model = new SoftReference<>(null);

    synchronized FunctionModel get(Object wanted, Supplier<FunctionModel> load) {
      FunctionModel known = model.get();
      if (known == null || !wanted.equals(state)) {
        known = load.get();
        model = new SoftReference<>(known);
        state = wanted;
      }
      return known;
    }
  }
}
