package io.dlpipelines.tensorflow.sql;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StringIndexerModel;

/**
 * The part of a pipeline that a result depends on. Stages, and outputs of stages, are left out that
 * add only what nobody asked for, such as the index of a label; stages whose Params do not tell
 * what they read and add keep all stages before them.
 *
 * @param stages those that are needed, in order
 * @param inputs the columns that they read and none of them adds, in the order of reading
 */
record AskedStages(List<Transformer> stages, List<String> inputs) {

  /** Takes the name of the column that is asked for; empty: those that the last stage adds. */
  static AskedStages of(List<Transformer> stages, Optional<String> output) {
    int last = last(stages, output);
    if (last < 0) {
      return new AskedStages(stages, StageColumns.inputs(stages));
    }
    LinkedList<Transformer> needed = new LinkedList<>();
    Set<String> asked = new HashSet<>(output.map(Set::of).orElse(Set.of()));
    if (output.isEmpty()) {
      asked.addAll(StageColumns.added(stages.get(last)));
    }
    for (int i = last; i >= 0; i--) {
      Transformer stage = AskedOutputs.of(stages.get(i), asked);
      if (!StageColumns.tell(stage)) {
        needed.addAll(0, stages.subList(0, i + 1));
        return new AskedStages(List.copyOf(needed), StageColumns.inputs(needed));
      }
      List<String> changed = StageColumns.added(stage);
      if (changed.isEmpty()) {
        changed = StageColumns.read(stage);
      }
      if (i == last || changed.stream().anyMatch(asked::contains)) {
        needed.addFirst(stage);
        asked.addAll(read(stage, asked));
      }
    }
    return new AskedStages(List.copyOf(needed), inputs(needed, asked));
  }

  /** The stage that adds the result; negative if none is known to. */
  private static int last(List<Transformer> stages, Optional<String> output) {
    return IntStream.iterate(stages.size() - 1, i -> i >= 0, i -> i - 1)
        .filter(
            i ->
                output.isPresent()
                    ? StageColumns.added(stages.get(i)).stream()
                        .anyMatch(output.get()::equalsIgnoreCase)
                    : !StageColumns.tell(stages.get(i))
                        || !StageColumns.added(stages.get(i)).isEmpty())
        .findFirst()
        .orElse(-1);
  }

  private static List<String> inputs(List<Transformer> needed, Set<String> asked) {
    Set<String> inputs = new LinkedHashSet<>();
    Set<String> added = new HashSet<>();
    for (Transformer stage : needed) {
      read(stage, asked).stream().filter(column -> !added.contains(column)).forEach(inputs::add);
      added.addAll(StageColumns.added(stage));
    }
    return List.copyOf(inputs);
  }

  /** An indexer of several columns leaves out those that are not there. */
  private static List<String> read(Transformer stage, Set<String> asked) {
    if (stage instanceof StringIndexerModel indexer && indexer.isSet(indexer.inputCols())) {
      String[] read = indexer.getInputCols();
      String[] added = indexer.getOutputCols();
      return IntStream.range(0, read.length)
          .filter(i -> asked.contains(added[i]))
          .mapToObj(i -> read[i])
          .toList();
    }
    return StageColumns.read(stage);
  }
}
