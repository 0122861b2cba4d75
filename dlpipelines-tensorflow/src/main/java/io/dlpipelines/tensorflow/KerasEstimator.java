package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.HasOutputMode;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.training.OutputObjective;
import io.dlpipelines.training.TrainingHistory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a Keras model of any inputs and outputs.
 *
 * <p>{@code inputMapping} says which column is fed to which input layer, {@code labelMapping} which
 * column holds the labels of which output, and {@code outputMapping} which layer's result becomes
 * which column of the model that is fitted; where it is not set, each output becomes a column of
 * its name. Labels are what the output's loss takes: values of the output's shape, or for {@code
 * sparse_categorical_crossentropy} numbers of classes.
 *
 * <p>The losses of all outputs are added up, as much as {@code lossWeights} says. The history tells
 * them apart: {@code loss}, and {@code <output>_loss} for each where there are several.
 */
public final class KerasEstimator extends NetworkEstimator<KerasEstimator, KerasEstimatorModel>
    implements HasInputMapping<KerasEstimator>,
        HasLabelMapping<KerasEstimator>,
        HasOutputMapping<KerasEstimator>,
        HasOutputMode<KerasEstimator> {

  private final Param<Map<String, String>> inputMapping =
      ParamFactory.names(
          this, "inputMapping", "from input columns to the input layers they are fed to");
  private final Param<Map<String, String>> labelMapping =
      ParamFactory.names(this, "labelMapping", "from columns of labels to the outputs they are of");
  private final Param<Map<String, String>> outputMapping =
      ParamFactory.names(
          this,
          "outputMapping",
          "from layers, whose results are fetched, to the columns that are added; unset: each"
              + " output to a column of its name");
  private final Param<Map<String, String>> losses =
      ParamFactory.names(
          this, "losses", "from outputs to how wrong they are; others have the one of loss");
  private final Param<Map<String, Double>> lossWeights =
      ParamFactory.numbers(
          this, "lossWeights", "from outputs to how much their losses count; others count 1");
  private final Param<String> outputMode = HasOutputMode.outputModeParam(this);

  /** Makes a stage with a random uid. */
  public KerasEstimator() {
    this(Identifiable.randomUID("kerasEstimator"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasEstimator(String uid) {
    super(uid);
    setDefault(outputMode, "vector");
  }

  @Override
  public Param<Map<String, String>> inputMapping() {
    return inputMapping;
  }

  @Override
  public Param<Map<String, String>> labelMapping() {
    return labelMapping;
  }

  @Override
  public Param<Map<String, String>> outputMapping() {
    return outputMapping;
  }

  @Override
  public Param<String> outputMode() {
    return outputMode;
  }

  /**
   * How wrong each output is.
   *
   * @return the Param
   */
  public Param<Map<String, String>> losses() {
    return losses;
  }

  /**
   * How wrong each output is.
   *
   * @return the value
   */
  public Map<String, String> getLosses() {
    return getOrDefault(losses);
  }

  /**
   * Sets how wrong outputs are, for those that have another loss than {@code loss}.
   *
   * @param value output to one of Keras's losses by its name, with its settings
   * @return this stage
   */
  public KerasEstimator setLosses(Map<String, String> value) {
    set(losses, new LinkedHashMap<>(requireNonNull(value, "losses")));
    return this;
  }

  /**
   * How much the loss of each output counts.
   *
   * @return the Param
   */
  public Param<Map<String, Double>> lossWeights() {
    return lossWeights;
  }

  /**
   * How much the loss of each output counts.
   *
   * @return the value
   */
  public Map<String, Double> getLossWeights() {
    return getOrDefault(lossWeights);
  }

  /**
   * Sets how much the losses of outputs count, where it is not 1: Keras's {@code loss_weights}.
   *
   * @param value output to weight
   * @return this stage
   */
  public KerasEstimator setLossWeights(Map<String, Double> value) {
    set(lossWeights, new LinkedHashMap<>(requireNonNull(value, "lossWeights")));
    return this;
  }

  @Override
  protected List<OutputObjective> outputs(KerasModel network) {
    Map<String, String> texts = byOutput(losses, network);
    Map<String, Double> weights = byOutput(lossWeights, network);
    List<OutputObjective> outputs = new ArrayList<>();
    for (TensorSpec output : network.outputs()) {
      String name = output.name();
      if (!texts.containsKey(name) && !isSet(loss())) {
        throw invalid(
            "output [%s] has no loss".formatted(name),
            "losses " + texts,
            "Set loss for all outputs, or add this one to losses.");
      }
      double weight = weights.getOrDefault(name, 1.0);
      outputs.add(
          texts.containsKey(name)
              ? objective(output, losses, texts.get(name), weight)
              : objective(output, loss(), getLoss(), weight));
    }
    return outputs;
  }

  private <V> Map<String, V> byOutput(Param<Map<String, V>> param, KerasModel network) {
    if (!isSet(param)) {
      return Map.of();
    }
    Map<String, V> values = getOrDefault(param);
    List<String> outputs = names(network.outputs());
    values.keySet().forEach(name -> requireKnown(name, outputs, "output", param));
    return values;
  }

  private void requireKnown(String name, List<String> known, String role, Param<?> param) {
    if (!known.contains(name)) {
      throw invalid(
          "the model has no %s [%s]".formatted(role, name),
          known,
          "Set %s to these.".formatted(param.name()));
    }
  }

  @Override
  protected List<Feed> inputFeeds(StructType schema, KerasModel network, List<TensorSpec> cells) {
    List<StructField> columns = columns(schema, inputMapping, "input", names(network.inputs()));
    List<Feed> feeds = new ArrayList<>();
    for (int index = 0; index < cells.size(); index++) {
      feeds.add(feed(columns.get(index), cells.get(index)));
    }
    return feeds;
  }

  @Override
  protected List<Feed> labelFeeds(StructType schema, KerasModel network, List<TensorSpec> cells) {
    List<StructField> columns = columns(schema, labelMapping, "output", names(network.outputs()));
    List<Feed> feeds = new ArrayList<>();
    for (int index = 0; index < cells.size(); index++) {
      TensorSpec cell = cells.get(index);
      TensorShape output = network.outputs().get(index).shape();
      boolean oneClass = cell.dtype() == Dtype.INT32 && cell.shape().rank() == 0;
      feeds.add(
          oneClass
              ? classFeed(columns.get(index), cell, Math.toIntExact(output.dimension(1)))
              : feed(columns.get(index), cell));
    }
    return feeds;
  }

  /** The columns that are mapped to layers, in the order of the layers. */
  private List<StructField> columns(
      StructType schema, Param<Map<String, String>> param, String role, List<String> layers) {
    Map<String, String> byLayer = new LinkedHashMap<>();
    required(param)
        .forEach(
            (column, layer) -> {
              requireKnown(layer, layers, role, param);
              String before = byLayer.put(layer, column);
              if (before != null) {
                throw invalid(
                    "%s [%s] is given columns [%s] and [%s]".formatted(role, layer, before, column),
                    layers,
                    "Map one column to each of these by %s.".formatted(param.name()));
              }
            });
    List<StructField> columns = new ArrayList<>();
    for (String layer : layers) {
      if (!byLayer.containsKey(layer)) {
        throw invalid(
            "%s [%s] is given no column".formatted(role, layer),
            "%s %s".formatted(param.name(), getOrDefault(param)),
            "Add a column for it.");
      }
      String column = byLayer.get(layer);
      columns.add(
          param == labelMapping
              ? numbersOrThrow(schema, column, param)
              : columnOrThrow(schema, column, param));
    }
    return columns;
  }

  private static List<String> names(List<TensorSpec> tensors) {
    return tensors.stream().map(TensorSpec::name).toList();
  }

  @Override
  protected KerasEstimatorModel fitted(KerasModel trained, TrainingHistory history) {
    Map<String, String> outputs = new LinkedHashMap<>();
    if (isSet(outputMapping)) {
      outputs.putAll(getOutputMapping());
    } else {
      names(trained.outputs()).forEach(name -> outputs.put(name, name));
    }
    KerasEstimatorModel fitted = new KerasEstimatorModel(uid());
    fitted.set(fitted.model(), trained);
    fitted.setInputMapping(getInputMapping());
    fitted.setOutputMapping(outputs);
    fitted.setOutputMode(getOutputMode());
    fitted.setHandleInvalid(getHandleInvalid());
    computeAlike(fitted);
    fitted.learned(history);
    return fitted;
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasEstimator> read() {
    return new StageReader<>(KerasEstimator.class, NetworkEstimator::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasEstimator load(String path) {
    return read().load(path);
  }
}
