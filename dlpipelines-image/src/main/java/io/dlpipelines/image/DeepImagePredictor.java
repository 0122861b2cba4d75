package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.image.zoo.ClassLabels;
import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.NamedNetwork;
import io.dlpipelines.image.zoo.Pooling;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.scoring.OutputColumn;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.scoring.ScoringSpec;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Tells what is on images with a network: a named one ({@code modelName}), one in a file ({@code
 * modelPath}), or a graph ({@code graph}).
 *
 * <p>The output is an ML vector of what the network gives, probabilities in the order of its
 * classes. With {@code decodePredictions} it is an array of the {@code topK} most probable classes,
 * the most probable first, ties by index: structs of {@code class}, {@code description} and {@code
 * probability}. The labels are those of {@code labelsPath}; else, for a named network, ImageNet's;
 * else those that lie beside {@code modelPath}. They are saved with the stage. With two labels a
 * network may give a single value: the probability of the second label, as a sigmoid gives it.
 */
public final class DeepImagePredictor extends ImageNetworkStage<DeepImagePredictor> {
  private static final String LABELS = "labels";
  private static final String IMAGENET = "ImageNet";

  private final BooleanParam decodePredictions =
      ParamFactory.flag(
          this,
          "decodePredictions",
          "whether the most probable classes are given with their labels, else all probabilities");
  private final IntParam topK =
      ParamFactory.atLeast(
          this, "topK", "how many classes are given, where predictions are decoded", 1);
  private final Param<String> labelsPath =
      ParamFactory.path(
          this,
          "labelsPath",
          "file with the labels of the classes, on any Hadoop file system; unset: those of ImageNet"
              + " for a named network, else those beside modelPath");
  private final Param<String> outputTensor =
      ParamFactory.text(
          this, "outputTensor", "tensor that is fetched; unset: the graph's only output");

  private String labelled = "";
  private ClassLabels labels;

  /** Makes a stage with a random uid. */
  public DeepImagePredictor() {
    this(Identifiable.randomUID("deepImagePredictor"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public DeepImagePredictor(String uid) {
    super(uid, NamedNetwork.names());
    setDefault(decodePredictions, false);
    setDefault(topK, 5);
  }

  /**
   * Whether the most probable classes are given with their labels.
   *
   * @return the Param
   */
  public BooleanParam decodePredictions() {
    return decodePredictions;
  }

  /**
   * Whether the most probable classes are given with their labels.
   *
   * @return the value
   */
  public boolean getDecodePredictions() {
    return (Boolean) getOrDefault(decodePredictions);
  }

  /**
   * Sets whether the most probable classes are given with their labels, else all probabilities.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImagePredictor setDecodePredictions(boolean value) {
    set(decodePredictions, value);
    return this;
  }

  /**
   * How many classes are given, where predictions are decoded.
   *
   * @return the Param
   */
  public IntParam topK() {
    return topK;
  }

  /**
   * How many classes are given, where predictions are decoded.
   *
   * @return the value
   */
  public int getTopK() {
    return (Integer) getOrDefault(topK);
  }

  /**
   * Sets how many classes are given, where predictions are decoded; all if there are fewer.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImagePredictor setTopK(int value) {
    set(topK, value);
    return this;
  }

  /**
   * The file with the labels of the classes.
   *
   * @return the Param
   */
  public Param<String> labelsPath() {
    return labelsPath;
  }

  /**
   * The file with the labels of the classes.
   *
   * @return the value
   */
  public String getLabelsPath() {
    return getOrDefault(labelsPath);
  }

  /**
   * Sets the file with the labels of the classes: what {@link ClassLabels#read} takes.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImagePredictor setLabelsPath(String value) {
    set(labelsPath, requireNonNull(value, "labelsPath"));
    return this;
  }

  /**
   * The tensor that is fetched.
   *
   * @return the Param
   */
  public Param<String> outputTensor() {
    return outputTensor;
  }

  /**
   * The tensor that is fetched.
   *
   * @return the value
   */
  public String getOutputTensor() {
    return getOrDefault(outputTensor);
  }

  /**
   * Sets the tensor that is fetched.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImagePredictor setOutputTensor(String value) {
    set(outputTensor, requireNonNull(value, "outputTensor"));
    return this;
  }

  @Override
  Param<String> output() {
    return outputTensor;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    if (isSet(modelName())) {
      requireUnset(getModelName() + " has its own", outputTensor);
    }
    ImageNetwork network = network();
    TFInputGraph scores = network.toFeatures(Pooling.NONE);
    if (!getDecodePredictions()) {
      return plan(
          schema, network, scores, ImageNetwork.RESULT, new OutputType.Form(true, false, false));
    }
    long classes = classes(scores);
    TopClasses top = new TopClasses(labels(classes), getTopK());
    TFInputGraph decoding = top.after(scores, ImageNetwork.RESULT, classes);
    return plan(schema, network, decoding, TopClasses.fetches(decoding));
  }

  @Override
  protected List<OutputColumn> outputs(ScoringSpec spec) {
    return getDecodePredictions()
        ? List.of(
            TopClasses.column(required(outputCol()), spec.handleInvalid() != HandleInvalid.ERROR))
        : super.outputs(spec);
  }

  private long classes(TFInputGraph scores) {
    TensorShape shape = scores.tensorOrThrow(ImageNetwork.RESULT).shape();
    long classes = shape.rankKnown() ? shape.dimension(shape.rank() - 1) : TensorShape.UNKNOWN;
    if (classes == TensorShape.UNKNOWN) {
      throw invalid(
          "the network does not say how many classes it tells apart",
          shape,
          "Set outputTensor to one of shape [batch, classes], or clear decodePredictions.");
    }
    return classes;
  }

  private ClassLabels labels(long classes) {
    ClassLabels found =
        labels()
            .orElseThrow(
                () ->
                    invalid(
                        "there are no labels for the network's %d classes".formatted(classes),
                        isSet(modelPath())
                            ? "none of %s beside the model"
                                .formatted(ClassLabels.FILES_BESIDE_MODELS)
                            : "a graph alone",
                        "Set labelsPath to a file with a label for each class."));
    if (found.size() != classes && !(classes == 1 && found.size() == 2)) {
      throw invalid(
          "%s has %d labels, and the network tells %d classes apart"
              .formatted(found.source(), found.size(), classes),
          Arrays.asList(found.names()).subList(0, Math.min(3, found.size())),
          "Set labelsPath to a file with a label for each class.");
    }
    return found;
  }

  /** Read once for each place where they are. */
  private Optional<ClassLabels> labels() {
    String place = place();
    if (!labelled.equals(place)) {
      labels = readLabels().orElse(null);
      labelled = place;
    }
    return Optional.ofNullable(labels);
  }

  private String place() {
    if (isSet(labelsPath)) {
      return "labels of " + getLabelsPath();
    }
    if (isSet(modelName())) {
      return IMAGENET;
    }
    return isSet(modelPath()) ? "beside " + getModelPath() : "";
  }

  private Optional<ClassLabels> readLabels() {
    if (isSet(labelsPath)) {
      return Optional.of(ClassLabels.read(getLabelsPath()));
    }
    if (isSet(modelName())) {
      return Optional.of(ClassLabels.imageNet());
    }
    return isSet(modelPath()) ? ClassLabels.beside(getModelPath()) : Optional.empty();
  }

  /** The labels are saved with the network. */
  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    Optional<SavedData> saved = super.savedData(param);
    if (saved.isPresent() && (getDecodePredictions() || isSet(labelsPath))) {
      labels()
          .ifPresent(known -> ((ObjectNode) saved.get().descriptor()).set(LABELS, known.toJson()));
    }
    return saved;
  }

  private void loadedWithLabels(SavedData saved) {
    loaded(saved);
    JsonNode known = saved.descriptor().path(LABELS);
    if (!known.isMissingNode()) {
      labels = ClassLabels.parse(known.toString(), "The saved stage " + uid());
      labelled = place();
    }
  }

  @Override
  public DeepImagePredictor copy(ParamMap extra) {
    DeepImagePredictor copy = copied(defaultCopy(extra), extra);
    copy.labelled = labelled;
    copy.labels = labels;
    return copy;
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<DeepImagePredictor> read() {
    return new StageReader<>(DeepImagePredictor.class, DeepImagePredictor::loadedWithLabels);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static DeepImagePredictor load(String path) {
    return read().load(path);
  }
}
