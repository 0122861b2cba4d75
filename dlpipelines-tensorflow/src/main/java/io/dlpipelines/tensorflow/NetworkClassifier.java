package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.HasProbabilityCol;
import io.dlpipelines.param.HasRawPredictionCol;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.stage.TransformerStage;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.DataProblem;
import io.dlpipelines.training.EncodingSummary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructField;

/**
 * Trains a Keras model to tell classes apart. Labels are numbers of classes, from 0, as {@code
 * StringIndexer} gives them. The network has a unit for each class, or a single one for two
 * classes; it may end with softmax or sigmoid, or give logits.
 *
 * <p>Where no loss is set, it is the cross-entropy that fits what the network ends with. All losses
 * take the same labels.
 *
 * @param <E> the stage
 * @param <M> what it fits
 */
public abstract class NetworkClassifier<
        E extends NetworkClassifier<E, M>, M extends TransformerStage<M>>
    extends NetworkPredictor<E, M> implements HasProbabilityCol<E>, HasRawPredictionCol<E> {

  private final Param<String> probabilityCol = HasProbabilityCol.probabilityColParam(this);
  private final Param<String> rawPredictionCol = HasRawPredictionCol.rawPredictionColParam(this);
  private final DoubleArrayParam classWeights =
      ParamFactory.weights(
          this, "classWeights", "how much rows of each class count, in the order of the classes");

  /**
   * Sets the defaults: Spark ML's names of columns, and accuracy as what is told.
   *
   * @param uid the stage's unique name
   */
  protected NetworkClassifier(String uid) {
    super(uid);
    setDefault(probabilityCol, "probability");
    setDefault(rawPredictionCol, "rawPrediction");
    setDefault(metrics(), new String[] {"accuracy"});
  }

  @Override
  public final Param<String> probabilityCol() {
    return probabilityCol;
  }

  @Override
  public final Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  /**
   * How much rows of each class count.
   *
   * @return the Param
   */
  public final DoubleArrayParam classWeights() {
    return classWeights;
  }

  /**
   * How much rows of each class count.
   *
   * @return the value
   */
  public final double[] getClassWeights() {
    return getOrDefault(classWeights);
  }

  /**
   * Sets how much rows of each class count in training, not in validation.
   *
   * @param value a weight for each class, in their order: finite numbers of 0 or more, and not all
   *     0
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setClassWeights(double... value) {
    set(classWeights, requireNonNull(value, "classWeights").clone());
    return (E) this;
  }

  @Override
  final String defaultLoss(NetworkHead head) {
    String loss = head.units() == 1 ? "binary_crossentropy" : "sparse_categorical_crossentropy";
    return head.probabilities() ? loss : loss + "(from_logits=true)";
  }

  @Override
  protected final boolean classLabels() {
    return true;
  }

  @Override
  final Feed label(StructField column, TensorSpec cell, NetworkHead head) {
    if (cell.shape().rank() != 0) {
      throw invalid(
          "the network does not tell one class for each row",
          head.output(),
          "End it with outputs of shape [?, units], as of flatten() and dense(units), or use"
              + " KerasEstimator.");
    }
    return classFeed(column, cell, classes(head));
  }

  private static int classes(NetworkHead head) {
    return Math.max(2, head.units());
  }

  @Override
  protected final Map<Integer, Double> classWeights(KerasModel network) {
    NetworkHead head = NetworkHead.of(network);
    Map<Integer, Double> byClass = new HashMap<>();
    if (isSet(classWeights)) {
      double[] weights = getClassWeights();
      if (weights.length != classes(head)) {
        throw invalid(
            "there are %d class weights for %d classes".formatted(weights.length, classes(head)),
            head.output(),
            "Set classWeights to a weight for each class.");
      }
      for (int each = 0; each < weights.length; each++) {
        byClass.put(each, weights[each]);
      }
    }
    return byClass;
  }

  @Override
  protected final Optional<DataProblem> findProblem(EncodingSummary rows) {
    List<Integer> present =
        IntStream.range(0, rows.classCounts().size())
            .filter(each -> rows.classCounts().get(each) > 0)
            .boxed()
            .toList();
    if (!isSet(classWeights) || present.stream().anyMatch(each -> getClassWeights()[each] > 0)) {
      return Optional.empty();
    }
    return Optional.of(
        new DataProblem(
            "the classes of all rows have weight 0",
            "classWeights %s for rows of the classes %s"
                .formatted(Arrays.toString(getClassWeights()), present),
            "Give classes that are to be learned a weight above 0, or clear classWeights."));
  }
}
