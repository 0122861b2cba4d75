package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.HasOutputMode;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.graph.GraphNodes;
import io.dlpipelines.tensorflow.training.NetworkTraining;
import io.dlpipelines.tensorflow.training.TensorObjective;
import io.dlpipelines.tensorflow.training.TrainedNetwork;
import io.dlpipelines.tensorflow.training.TrainingPlan;
import io.dlpipelines.training.EncodingSpec;
import io.dlpipelines.training.TrainingHistory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a TensorFlow graph with variables by a loss that the graph computes itself.
 *
 * <p>{@code inputMapping} and {@code labelMapping} say which columns are fed to which tensors, and
 * {@code lossTensor} what is made small: a number for each row, {@code [batch]}, or one for the
 * batch. What changes the variables is either {@code optimizer}, with gradients that TensorFlow
 * makes of the loss, or {@code trainOp}, an operation of the graph. {@code metrics} names other
 * tensors like the loss, which are told in the history.
 *
 * <p>The {@link TFModel} that is fitted scores as {@link TFTransformer} does: {@code outputMapping}
 * says which tensors become which columns. Its graph has the trained values in the place of the
 * variables.
 */
public final class TFEstimator extends FittingStage<TFEstimator, TFModel>
    implements HasGraph<TFEstimator>,
        HasInputMapping<TFEstimator>,
        HasLabelMapping<TFEstimator>,
        HasOutputMapping<TFEstimator>,
        HasOutputMode<TFEstimator> {
  private static final TrainingHistory UNTRAINED = TrainingHistory.none();

  private final GraphParam graph =
      new GraphParam(this, "graph", "the graph with variables that is trained");
  private final Param<Map<String, String>> inputMapping =
      ParamFactory.names(this, "inputMapping", "from input columns to the tensors they are fed to");
  private final Param<Map<String, String>> labelMapping =
      ParamFactory.names(
          this,
          "labelMapping",
          "from columns that only training needs, such as labels, to the tensors they are fed to");
  private final Param<Map<String, String>> outputMapping =
      ParamFactory.names(
          this, "outputMapping", "from fetched tensors to the columns that the model adds");
  private final Param<String> outputMode = HasOutputMode.outputModeParam(this);
  private final Param<String> lossTensor =
      ParamFactory.text(
          this,
          "lossTensor",
          "the tensor that is made small: a number for each row, or of the batch");
  private final Param<String> trainOp =
      ParamFactory.text(
          this,
          "trainOp",
          "the graph's own operation that changes its variables; unset: optimizer does");
  private final StringArrayParam trainableVariables =
      ParamFactory.texts(
          this,
          "trainableVariables",
          "names of the variables that optimizer changes, or patterns of them with *; unset: those"
              + " that the graph says, or all");

  /** Makes a stage with a random uid. */
  public TFEstimator() {
    this(Identifiable.randomUID("tfEstimator"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public TFEstimator(String uid) {
    super(uid);
    setDefault(outputMode, "vector");
  }

  @Override
  public GraphParam graph() {
    return graph;
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
   * The tensor that is made small.
   *
   * @return the Param
   */
  public Param<String> lossTensor() {
    return lossTensor;
  }

  /**
   * The tensor that is made small.
   *
   * @return the value
   */
  public String getLossTensor() {
    return getOrDefault(lossTensor);
  }

  /**
   * Sets the tensor that is made small: {@code [batch]}, a number for each row, whose mean over the
   * batch is taken and which rows may have weights for; or a scalar, one number for the batch.
   *
   * @param value the tensor's name
   * @return this stage
   */
  public TFEstimator setLossTensor(String value) {
    set(lossTensor, requireNonNull(value, "lossTensor"));
    return this;
  }

  /**
   * The graph's own operation that changes its variables.
   *
   * @return the Param
   */
  public Param<String> trainOp() {
    return trainOp;
  }

  /**
   * The graph's own operation that changes its variables.
   *
   * @return the value
   */
  public String getTrainOp() {
    return getOrDefault(trainOp);
  }

  /**
   * Sets the graph's own operation that changes its variables, and is run at each step. How fast it
   * learns is the graph's affair then.
   *
   * @param value the operation's name
   * @return this stage
   */
  public TFEstimator setTrainOp(String value) {
    set(trainOp, requireNonNull(value, "trainOp"));
    return this;
  }

  /**
   * The variables that {@code optimizer} changes.
   *
   * @return the Param
   */
  public StringArrayParam trainableVariables() {
    return trainableVariables;
  }

  /**
   * The variables that {@code optimizer} changes.
   *
   * @return the value
   */
  public String[] getTrainableVariables() {
    return getOrDefault(trainableVariables);
  }

  /**
   * Sets which variables {@code optimizer} changes, by the names of their operations, or patterns
   * of them with {@code *}. Where it is not set, they are those that the graph's author had
   * trained, if the file tells, or else all of 32-bit floats that the loss depends on.
   *
   * @param value the value
   * @return this stage
   */
  public TFEstimator setTrainableVariables(String... value) {
    set(trainableVariables, requireNonNull(value, "trainableVariables").clone());
    return this;
  }

  @Override
  Fitting fitting(StructType schema) {
    Decided decided = decided(schema);
    TFInputGraph given = getGraph();
    List<Endpoint> outputs = outputs();
    Map<String, TensorBuffer> values =
        chosen("graph", () -> given.values(decided.objective().variables(outputs)));
    Map<String, byte[]> first = new LinkedHashMap<>();
    values.forEach((name, value) -> first.put(name, value.bytes()));
    return new Fitting(
        decided.training().from(first),
        decided.spec(),
        () -> given.model().files().sha256(),
        (trained, history) ->
            fitted(given.frozen(outputs, after(trained, values)), outputs, history));
  }

  /** What is decided without the values of variables. */
  private record Decided(
      GraphObjective objective, NetworkTraining training, EncodingSpec spec, StructType scored) {}

  private Decided decided(StructType schema) {
    TFInputGraph given = required(graph);
    required(inputMapping);
    required(lossTensor);
    GraphObjective objective = new GraphObjective(this, given, schema);
    StructType scored = scored(schema);
    TrainingPlan plan = plan();
    TensorObjective trained = objective.toTraining();
    NetworkTraining training = chosen("lossTensor", () -> NetworkTraining.of(trained, plan));
    requireMeasured(plan.schedule(), training.metricNames());
    List<Feed> feeds = new ArrayList<>(objective.feeds());
    if (isSet(weightCol())) {
      feeds.add(weightFeed(schema, training.cells().get(feeds.size()).name()));
    }
    return new Decided(objective, training, encoding(schema, feeds), scored);
  }

  /** The columns of the model, of which only the values of variables are not known. */
  private StructType scored(StructType schema) {
    return fitted(getGraph(), outputs(), UNTRAINED).transformSchema(schema);
  }

  private List<Endpoint> outputs() {
    return required(outputMapping).keySet().stream()
        .map(name -> endpointOrThrow(getGraph(), name, "output", outputMapping))
        .toList();
  }

  /** A tensor of the graph, by what it is to this stage. */
  Endpoint endpointOrThrow(TFInputGraph given, String name, String role, Param<?> param) {
    List<TensorSpec> offered = role.equals("input") ? given.inputs() : given.outputs();
    return given
        .index()
        .find(name)
        .orElseThrow(
            () ->
                invalid(
                    "%s tensor [%s] is not in the graph".formatted(role, name),
                    offered.stream().map(TensorSpec::name).toList(),
                    "The nearest are %s. Set %s to one of these."
                        .formatted(given.index().nearest(name), param.name())));
  }

  /** What variables are when those that were trained have changed. */
  private static Map<String, TensorBuffer> after(
      TrainedNetwork trained, Map<String, TensorBuffer> before) {
    Map<String, TensorBuffer> after = new LinkedHashMap<>(before);
    trained
        .variables()
        .forEach(
            (name, value) ->
                after.put(
                    name,
                    TensorBuffer.of(
                        value.dtype(),
                        value.bytes(),
                        value.shape().stream().mapToLong(Long::longValue).toArray())));
    return after;
  }

  private TFModel fitted(TFInputGraph trained, List<Endpoint> outputs, TrainingHistory history) {
    Set<String> needed =
        getGraph().index().nodes().needed(outputs.stream().map(Endpoint::tensor).toList());
    Map<String, String> inputs = new LinkedHashMap<>();
    getInputMapping()
        .forEach(
            (column, tensor) -> {
              Endpoint fed = endpointOrThrow(getGraph(), tensor, "input", inputMapping);
              if (needed.contains(GraphNodes.operationOf(fed.tensor()))) {
                inputs.put(column, tensor);
              }
            });
    if (inputs.isEmpty()) {
      throw invalid(
          "what is fetched depends on none of the inputs",
          "outputMapping %s and inputMapping %s".formatted(getOutputMapping(), getInputMapping()),
          "Fetch tensors that rows are computed to.");
    }
    TFModel fitted = new TFModel(uid());
    fitted.setGraph(trained);
    fitted.setInputMapping(inputs);
    fitted.setOutputMapping(getOutputMapping());
    fitted.setOutputMode(getOutputMode());
    fitted.setHandleInvalid(getHandleInvalid());
    computeAlike(fitted);
    fitted.learned(history);
    return fitted;
  }

  /** An error of this stage. */
  IllegalArgumentException wrong(String problem, Object available, String cure) {
    return invalid(problem, available, cure);
  }

  /**
   * The columns of the model that will be fitted.
   *
   * @throws IllegalArgumentException if a Param is missing or does not fit the graph or the columns
   */
  @Override
  public StructType transformSchema(StructType schema) {
    return decided(schema).scored();
  }

  @Override
  public TFEstimator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<TFEstimator> read() {
    return new StageReader<>(TFEstimator.class);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static TFEstimator load(String path) {
    return read().load(path);
  }
}
