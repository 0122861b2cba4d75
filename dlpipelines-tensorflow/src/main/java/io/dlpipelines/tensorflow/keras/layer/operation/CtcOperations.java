package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Connectionist temporal classification: losses and labels of sequences of logits. */
final class CtcOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of(
          "nn.CTCLoss",
          Operation.of("target output target_length output_length", CtcOperations::loss),
          "nn.CTCDecode",
          Operation.ofMany("inputs sequence_lengths", CtcOperations::decode));

  private CtcOperations() {}

  /** The class that stands for none as the last one, which TensorFlow's operations expect. */
  private static Operand<? extends TType> blankLast(
      TensorOps ops, Operand<? extends TType> logits, int blank, int classes) {
    int axis = TensorOps.rank(logits) - 1;
    return blank == classes - 1
        ? logits
        : ops.concat(
            List.of(
                ops.slice(logits, axis, 0, blank, 1),
                ops.slice(logits, axis, blank + 1, Integer.MAX_VALUE, 1),
                ops.slice(logits, axis, blank, blank + 1, 1)),
            axis);
  }

  private static int blank(OperationCall call, int classes) {
    int blank = call.integer("mask_index", 0);
    return blank < 0 ? blank + classes : blank;
  }

  private static Operand<? extends TType> loss(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.floats("output");
    int classes = call.knownSize(given, 2);
    int blank = blank(call, classes);
    Operand<? extends TType> logits =
        blankLast(ops, ops.transpose(ops.floats(given), 1, 0, 2), blank, classes);
    Operand<TInt32> labels = ops.integers(call.tensor("target"));
    Operand<TInt32> lengths = ops.integers(call.tensor("target_length"));
    Operand<? extends TType> inside =
        ops.add("Less", ops.range(ops.size(labels, 1), DataType.DT_INT32), ops.expand(lengths, 1));
    Operand<? extends TType> places = ops.add("Where", inside);
    Operand<? extends TType> values = ops.add("GatherNd", labels, places);
    Operand<? extends TType> shifted =
        ops.choose(
            ops.add("Greater", values, ops.number(blank, values)), ops.minus(values, 1), values);
    Operand<? extends TType> loss =
        ops.add("CTCLoss", logits, places, shifted, ops.integers(call.tensor("output_length")));
    return ops.cast(loss, TensorOps.typeOf(given));
  }

  /** Labels {@code [paths, batch, time]}, -1 after the last one, and scores. */
  private static List<Operand<? extends TType>> decode(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> inputs = call.floats("inputs");
    int classes = call.knownSize(inputs, 2);
    int blank = call.has("mask_index") ? blank(call, classes) : classes - 1;
    List<Operand<TInt32>> sizes = ops.sizes(inputs);
    Operand<? extends TType> shape =
        ops.cast(call.tf().stack(List.of(sizes.get(0), sizes.get(1))), DataType.DT_INT64);
    Operand<? extends TType> logits =
        blankLast(ops, ops.transpose(inputs, 1, 0, 2), blank, classes);
    Operand<TInt32> lengths = ops.integers(call.tensor("sequence_lengths"));
    boolean greedy = call.word("strategy", "greedy", "greedy", "beam_search").equals("greedy");
    int paths = greedy ? 1 : call.integer("top_paths", 1);
    boolean merges = greedy && call.flag("merge_repeated", true);
    List<Operand<? extends TType>> decoded =
        ops.addMany(
            greedy ? "CTCGreedyDecoder" : "CTCBeamSearchDecoder",
            List.of(logits, lengths),
            builder -> {
              if (!greedy) {
                builder
                    .setAttr("beam_width", (long) call.integer("beam_width", 100))
                    .setAttr("top_paths", (long) paths);
              }
              return builder.setAttr("merge_repeated", merges);
            });
    List<Operand<? extends TType>> labels = new ArrayList<>();
    for (int path = 0; path < paths; path++) {
      Operand<? extends TType> values = decoded.get(paths + path);
      Operand<? extends TType> dense =
          ops.add("SparseToDense", decoded.get(path), shape, values, ops.number(-1, values));
      labels.add(
          ops.choose(
              ops.add("GreaterEqual", dense, ops.number(blank, dense)), ops.plus(dense, 1), dense));
    }
    return List.of(ops.integers(ops.stack(labels, 0)), decoded.get(3 * paths));
  }
}
