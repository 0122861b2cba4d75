package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Buckets of combinations of strings or integers, by their hash. */
final class HashedCrossing extends Layer {
  private static final String OPERATION = "SparseCross";

  /** The key that TensorFlow's Python function {@code tf.sparse.cross_hashed} has by default. */
  private static final long KEY = 0xDECAFCAFFEL;

  private final int bins;
  private final Optional<TokenEncoding> encoding;

  HashedCrossing(LayerConfig config) {
    super(config);
    bins = config.positive("num_bins");
    encoding = TokenEncoding.find(config, "int", "one_hot");
    TokenEncoding.refuseSparse(config);
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Shape shape = call.inputs().get(0).shape();
    int rank = shape.numDimensions();
    boolean fits =
        call.inputs().size() > 1
            && (rank == 1 || rank == 2 && shape.get(1) == 1)
            && call.inputs().stream().allMatch(input -> input.shape().numDimensions() == rank);
    if (!fits) {
      throw config()
          .invalid(
              "it takes two inputs or more of shape [batch] or [batch, 1], and is given %s"
                  .formatted(call.inputs().stream().map(Value::shape).toList()));
    }
    List<Operand<? extends TType>> columns = new ArrayList<>();
    for (Value input : call.inputs()) {
      columns.add(column(tf, input));
    }
    // The sizes of an input, not -1: from them TensorFlow infers the number of rows.
    Operand<TInt64> crossed =
        tf.reshape(crossed(tf, columns), tf.stack(call.inputs().get(0).sizes(tf)));
    return call.unmasked(
        encoding.isEmpty()
            ? crossed
            : encoding.get().encoded(config(), tf, crossed, bins, Optional.empty()));
  }

  private Operand<? extends TType> column(Ops tf, Value input) {
    Operand<? extends TType> column =
        input.tensor().type() == TString.class
            ? input.tensor()
            : new IntegerTokens().of(config(), tf, input.tensor());
    return tf.reshape(column, tf.array(-1, 1));
  }

  /** The values of a sparse matrix that has one in each row. */
  private Operand<TInt64> crossed(Ops tf, List<Operand<? extends TType>> columns) {
    boolean integers = columns.stream().anyMatch(column -> column.type() == TInt64.class);
    DataType[] types =
        columns.stream().map(column -> column.asOutput().dataType()).toArray(DataType[]::new);
    OperationBuilder builder =
        tf.scope()
            .opBuilder(OPERATION, OPERATION)
            .addInputList(new Output<?>[0])
            .addInputList(new Output<?>[0])
            .addInputList(new Output<?>[0])
            .addInputList(columns.stream().map(Operand::asOutput).toArray(Output<?>[]::new))
            .setAttr("N", 0)
            .setAttr("hashed_output", true)
            .setAttr("num_buckets", bins)
            .setAttr("hash_key", KEY)
            .setAttr("sparse_types", new DataType[0])
            .setAttr("dense_types", types)
            .setAttr("out_type", DataType.DT_INT64)
            .setAttr("internal_type", integers ? DataType.DT_INT64 : DataType.DT_STRING);
    return ((GraphOperation) builder.build()).<TInt64>output(1);
  }
}
