package io.dlpipelines.tensorflow;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Damaged models on the whole way: read, mapped to columns, sent to executors, scored. */
public final class MutatedModels {
  private static final long MOST_CELLS = 1 << 20;
  private static final String MAIN_FILE = "saved_model.pb";

  private final SparkSession spark;
  private final Path folder;
  private final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
  private final Map<String, String> examples = new ConcurrentHashMap<>();

  /** How a damaged model ended. */
  public enum Ending {
    SCORED,
    OPENED_AND_NOT_FED,
    UNREADABLE,
    REFUSED_AS_UNSAFE,
    REFUSED_AS_DAMAGED,
    REFUSED_BY_TRIAL,
    REFUSED_BY_TENSORFLOW,
    REFUSED_BY_STAGE,
    FAILED_IN_JOB
  }

  /**
   * A model that is whole.
   *
   * @param files by their path; one named {@code graph.pb} for a frozen graph
   */
  public record Whole(String name, Map<String, byte[]> files) {

    boolean isFrozen() {
      return !files.containsKey(MAIN_FILE);
    }
  }

  public MutatedModels(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** Reads a frozen graph, or a SavedModel's folder. */
  public static Whole whole(Path path) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (Files.isDirectory(path)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(path.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    } else {
      files.put("graph.pb", Files.readAllBytes(path));
    }
    return new Whole(path.getParent().getFileName() + "/" + path.getFileName(), files);
  }

  /** A SavedModel with a variable and a frozen graph, written to a folder. */
  public static List<Whole> own(Path folder) throws IOException {
    Path frozen = folder.resolve("graph.pb");
    Graphs.halfPlusTwo(3).saveGraphDef(frozen.toUri().toString());
    return List.of(whole(WrittenModels.savedModel(folder)), whole(frozen));
  }

  /** The model, damaged in one of its files. */
  public static Whole damaged(Whole whole, long seed) {
    Mutations mutations = new Mutations(seed);
    Map<String, byte[]> files = new LinkedHashMap<>(whole.files());
    List<String> names = List.copyOf(whole.files().keySet());
    boolean deep = mutations.below(3) > 0;
    if (whole.isFrozen()) {
      files.compute(
          "graph.pb", (name, valid) -> deep ? mutations.graph(valid) : mutations.bytes(valid));
    } else if (deep) {
      files.compute(MAIN_FILE, (name, valid) -> mutations.savedModel(valid));
    } else {
      String chosen = names.get(mutations.below(names.size()));
      files.compute(chosen, (name, valid) -> mutations.bytes(valid));
    }
    return new Whole(whole.name(), files);
  }

  /** Scores a model; whatever comes of it must be a result or a clear exception. */
  public Ending score(Whole model, String id) throws IOException {
    Ending ending;
    try {
      TFInputGraph graph = read(model, id);
      ending = score(graph);
    } catch (Exception failure) {
      ending = ending(failure);
      examples.putIfAbsent(ending.name(), id + ": " + failure.getMessage());
      requireClear(failure, id);
    }
    synchronized (endings) {
      endings.merge(ending, 1, Integer::sum);
    }
    return ending;
  }

  public Map<Ending, Integer> endings() {
    return endings;
  }

  public Map<String, String> examples() {
    return examples;
  }

  private TFInputGraph read(Whole model, String id) throws IOException {
    if (model.isFrozen()) {
      return TFInputGraph.fromGraphDef(model.files().get("graph.pb"));
    }
    Path place = folder.resolve(id);
    for (Map.Entry<String, byte[]> file : model.files().entrySet()) {
      Path target = place.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    return TFInputGraph.fromSavedModel(place.toUri().toString());
  }

  private Ending score(TFInputGraph graph) {
    Dataset<Row> rows = spark.range(0, 4, 1, 2).toDF("id");
    Map<String, String> fed = new LinkedHashMap<>();
    for (TensorSpec input : graph.inputs()) {
      Optional<String> cells = cells(input);
      if (cells.isEmpty()) {
        return Ending.OPENED_AND_NOT_FED;
      }
      String column = "in" + fed.size();
      rows = rows.withColumn(column, functions.expr(cells.get()));
      fed.put(column, input.name());
    }
    Map<String, String> fetched = new LinkedHashMap<>();
    for (TensorSpec output : graph.outputs()) {
      fetched.put(output.name(), "out" + fetched.size());
    }
    if (fed.isEmpty() || fetched.isEmpty()) {
      return Ending.OPENED_AND_NOT_FED;
    }
    new TFTransformer()
        .setGraph(graph)
        .setInputMapping(fed)
        .setOutputMapping(fetched)
        .setOutputMode("array")
        .transform(rows)
        .collectAsList();
    return Ending.SCORED;
  }

  /** SQL for a cell of numbers that are not all the same. */
  private static Optional<String> cells(TensorSpec input) {
    Dtype dtype = input.dtype();
    String value =
        switch (dtype) {
          case STRING -> "cast(id AS string)";
          case BOOL -> "id > 1";
          case FLOAT64 -> "cast(id AS double)";
          case INT64 -> "id";
          case INT32 -> "cast(id AS int)";
          case UINT8 -> "cast(id AS tinyint)";
          case UINT16 -> "cast(id AS smallint)";
          default -> "cast(id / 4 AS float)";
        };
    List<Long> sizes = new ArrayList<>();
    TensorShape shape = input.shape();
    if (shape.rankKnown()) {
      sizes.addAll(shape.dimensions());
      boolean batch = !sizes.isEmpty() && sizes.get(0) <= 1;
      if (batch) {
        sizes.remove(0);
      }
    }
    long cells = 1;
    for (int axis = sizes.size() - 1; axis >= 0; axis--) {
      long size = sizes.get(axis) < 0 ? 3 : sizes.get(axis);
      cells *= Math.min(size, MOST_CELLS) + 1;
      if (cells > MOST_CELLS) {
        return Optional.empty();
      }
      value = "array_repeat(%s, %d)".formatted(value, size);
    }
    return Optional.of(value);
  }

  private static Ending ending(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("TensorFlow refuses the graph")
        || message.contains("TensorFlow cannot load it")) {
      return Ending.REFUSED_BY_TENSORFLOW;
    }
    if (message.contains("tried in a process of its own")) {
      return Ending.REFUSED_BY_TRIAL;
    }
    if (message.contains(" is damaged: ")) {
      return Ending.REFUSED_AS_DAMAGED;
    }
    if (message.contains("A model is data")) {
      return Ending.REFUSED_AS_UNSAFE;
    }
    if (message.contains("Job aborted") || message.contains("stage failure")) {
      return Ending.FAILED_IN_JOB;
    }
    return message.startsWith("TFTransformer") ? Ending.REFUSED_BY_STAGE : Ending.UNREADABLE;
  }

  /** A reason that a person can do something with, and no slip of the library's own. */
  private static void requireClear(Exception failure, String id) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      boolean slip =
          each instanceof NullPointerException
              || each instanceof IndexOutOfBoundsException
              || each instanceof ClassCastException
              || each instanceof ArithmeticException
              || each instanceof java.util.NoSuchElementException
              || each instanceof NegativeArraySizeException;
      String message = String.valueOf(failure.getMessage());
      if (slip
          || message.isBlank()
          || message.contains("ExecutorLostFailure")
          || message.contains("NullPointerException")) {
        throw new AssertionError("model " + id + " has no clear reason", failure);
      }
    }
  }
}
