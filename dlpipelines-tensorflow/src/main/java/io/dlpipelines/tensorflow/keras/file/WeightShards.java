package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * The weight shards that Keras 3 saves where {@code max_shard_size} is set: an index of JSON
 * ({@code .weights.json}), whose {@code weight_map} names the HDF5 files beside it that hold the
 * weights of each group.
 */
final class WeightShards implements AutoCloseable {
  private static final String MAP = "weight_map";
  private static final int MAX_SHARDS = 10_000;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private WeightShards() {}

  /** Applies a function to the root groups of all shards, which are open only meanwhile. */
  static <T> T read(LocalFile index, String path, Function<List<Hdf5Group>, T> reading) {
    Set<String> names = names(json(index, path), path);
    try (WeightShards shards = new WeightShards()) {
      List<Hdf5Group> roots = new ArrayList<>();
      for (String name : names) {
        roots.add(shards.open(new Path(new Path(path).getParent(), name).toString()));
      }
      return reading.apply(roots);
    }
  }

  private static JsonNode json(LocalFile index, String path) {
    try {
      if (index.size() > JsonText.MAX_BYTES) {
        throw new IllegalArgumentException("%s is too large for an index.".formatted(path));
      }
      return JsonText.parse(Files.readString(index.path()), path);
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "%s cannot be read as text: %s.".formatted(path, failure.getMessage()), failure);
    }
  }

  private static Set<String> names(JsonNode index, String path) {
    if (!index.path(MAP).isObject()) {
      throw new IllegalArgumentException(
          "%s is JSON without [%s], so it is no index of weight shards. Give the .weights.json file that Keras's save_weights wrote, or a file of weights."
              .formatted(path, MAP));
    }
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode files : index.get(MAP)) {
      if (files.isTextual()) {
        names.add(files.asText());
      }
      files.forEach(file -> names.add(file.asText()));
    }
    for (String name : names) {
      if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("..")) {
        throw new IllegalArgumentException(
            "%s: its shard [%s] is not the name of a file beside it.".formatted(path, name));
      }
    }
    if (names.size() > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "%s has %d shards; at most %d are read.".formatted(path, names.size(), MAX_SHARDS));
    }
    return names;
  }

  private Hdf5Group open(String path) {
    LocalFile file = LocalFile.of(path);
    open.push(file);
    Hdf5File hdf5 = Hdf5File.open(file.path(), path);
    open.push(hdf5);
    return hdf5.root();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      close(open.pop());
    }
  }

  private static void close(AutoCloseable file) {
    try {
      file.close();
    } catch (Exception ignored) {
      // It was only read.
    }
  }
}
