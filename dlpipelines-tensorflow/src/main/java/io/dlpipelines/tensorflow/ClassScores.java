package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasPredictionCol;
import io.dlpipelines.param.HasProbabilityCol;
import io.dlpipelines.param.HasRawPredictionCol;
import io.dlpipelines.scoring.OutputColumn;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.StructField;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * What is told of classes, as Spark ML's own classifiers tell it: {@code rawPrediction} (logits
 * where the network gives them, else logarithms of the probabilities), {@code probability} and
 * {@code prediction}, the number of the most probable class.
 */
public final class ClassScores {
  private static final String RAW = "raw";
  private static final String PROBABILITY = "probability";
  private static final String PREDICTION = "prediction";

  /** The least probability whose logarithm is told: Keras's epsilon. */
  private static final float LEAST = 1e-7f;

  private ClassScores() {}

  /**
   * The number of classes that a network tells apart.
   *
   * @param model the network
   * @return its units, 2 if there is a single one
   */
  public static int classes(KerasModel model) {
    return Math.max(2, NetworkHead.of(model).units());
  }

  /**
   * Which of the graph's tensors become which columns.
   *
   * @param stage names the columns; those with an empty name are left out
   * @param <S> the stage
   * @return tensor to column, in Spark ML's order
   */
  public static <S extends HasRawPredictionCol<?> & HasProbabilityCol<?> & HasPredictionCol<?>>
      Map<String, String> columns(S stage) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put(RAW, stage.getRawPredictionCol());
    columns.put(PROBABILITY, stage.getProbabilityCol());
    columns.put(PREDICTION, stage.getPredictionCol());
    columns.values().removeIf(String::isEmpty);
    return columns;
  }

  /**
   * A column that says how many classes there are, which evaluators and indexers ask the
   * prediction.
   *
   * @param column the prediction
   * @param classes how many there are
   * @return the column with its attribute
   */
  public static OutputColumn nominal(OutputColumn column, int classes) {
    StructField field = column.field();
    return new OutputColumn(
        new StructField(
            field.name(),
            field.dataType(),
            field.nullable(),
            NominalAttribute.defaultAttr()
                .withName(field.name())
                .withNumValues(classes)
                .toMetadata()),
        column.of());
  }

  /**
   * A network, and behind it what is told of classes.
   *
   * @param network the network as a graph, with whatever stands in front of it
   * @param model the network
   * @return the graph
   */
  public static TFInputGraph behind(TFInputGraph network, KerasModel model) {
    boolean logits = !NetworkHead.of(model).probabilities();
    TensorSpec output = network.outputs().get(0);
    long units = output.shape().rank() > 1 ? output.shape().dimension(1) : 1;
    TFInputGraph scores =
        TFInputGraph.build(
            tf -> {
              Operand<TFloat32> given =
                  tf.withName("scores")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, units)));
              if (logits) {
                Operand<TFloat32> raw = units == 1 ? pair(tf, tf.math.neg(given), given) : given;
                add(
                    tf,
                    raw,
                    tf.nn.softmax(units == 1 ? pair(tf, tf.zerosLike(given), given) : given));
              } else {
                Operand<TFloat32> probability =
                    units == 1 ? pair(tf, tf.math.sub(tf.constant(1f), given), given) : given;
                add(tf, tf.math.log(tf.math.maximum(probability, tf.constant(LEAST))), probability);
              }
            });
    return network.then(output.name(), scores.sliceAt(RAW, PROBABILITY, PREDICTION), "scores");
  }

  private static void add(Ops tf, Operand<TFloat32> raw, Operand<TFloat32> probability) {
    tf.withName(RAW).identity(raw);
    tf.withName(PROBABILITY).identity(probability);
    Operand<TFloat64> prediction =
        tf.dtypes.cast(tf.math.argMax(probability, tf.constant(1)), TFloat64.class);
    tf.withName(PREDICTION).identity(prediction);
  }

  private static Operand<TFloat32> pair(Ops tf, Operand<TFloat32> first, Operand<TFloat32> second) {
    return tf.concat(List.of(first, second), tf.constant(1));
  }
}
