package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Scores columns with a TensorFlow graph.
 *
 * <p>A column of numbers, booleans, strings, binary, arrays of these, ML vectors or images is fed
 * to the tensor that {@code inputMapping} names for it. Numbers may widen (byte, short, int, long,
 * float, double), and double goes to float; nothing else is converted. A tensor whose first
 * dimension is of unknown size is fed {@code [batch, ...]}; one that has no batch dimension is fed
 * row by row; beside tensors with one, it holds for all rows that are scored together, which are
 * then those with the same value. If the rank of a tensor is unknown, TensorFlow's inference of
 * shapes tells which of these it is. Flat cells (scalars, vectors, arrays of rank one) take the
 * tensor's shape if they have as many elements. Rows whose cells differ in shape are scored
 * together with those like them.
 *
 * <p>A cell of rank zero comes out as a scalar, a floating-point one of rank one as an ML vector or
 * array ({@code outputMode}), others as nested arrays; strings as string or binary ({@code
 * stringOutput}). A tensor comes out flat if not even inference tells its rank. Rows with a null, a
 * cell of the wrong shape or, with {@code checkFinite}, a NaN or infinity are invalid ({@code
 * handleInvalid}).
 *
 * <p>The graph is the stage's own ({@code graph}), or a version in a folder that others write
 * ({@code modelFolder}), which a stream may follow ({@code modelVersionPolicy}).
 */
public final class TFTransformer extends GraphStage<TFTransformer> {
  private final Param<String> modelFolder =
      ParamFactory.path(
          this,
          "modelFolder",
          "folder with versions of a model, named 1, 2, ..., on any file system");
  private final Param<String> modelVersionPolicy =
      ParamFactory.text(
          this,
          "modelVersionPolicy",
          "which version in modelFolder scores (fixed, latest, specific(version=N))");

  /** Makes a stage with a random uid. */
  public TFTransformer() {
    this(Identifiable.randomUID("tfTransformer"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public TFTransformer(String uid) {
    super(uid);
    setDefault(modelVersionPolicy, VersionPolicy.FIXED);
  }

  /**
   * A folder with versions of a model.
   *
   * @return the Param
   */
  public Param<String> modelFolder() {
    return modelFolder;
  }

  /**
   * A folder with versions of a model.
   *
   * @return the value
   */
  public String getModelFolder() {
    return getOrDefault(modelFolder);
  }

  /**
   * Sets a folder with versions of a model, to be scored with in place of a graph of the stage's
   * own: laid out as TensorFlow Serving wants it, folders {@code 1}, {@code 2}, ... with a
   * SavedModel each, or with one file of a Keras model or a frozen graph. The stage is saved with
   * this path, and without a model.
   *
   * @param value a path on any Hadoop file system
   * @return this stage
   */
  public TFTransformer setModelFolder(String value) {
    set(modelFolder, requireNonNull(value, "modelFolder"));
    return this;
  }

  /**
   * Which version in {@code modelFolder} scores.
   *
   * @return the Param
   */
  public Param<String> modelVersionPolicy() {
    return modelVersionPolicy;
  }

  /**
   * Which version in {@code modelFolder} scores.
   *
   * @return the value
   */
  public String getModelVersionPolicy() {
    return getOrDefault(modelVersionPolicy);
  }

  /**
   * Sets which version in {@code modelFolder} scores.
   *
   * <ul>
   *   <li>{@code fixed}: the newest one that is there when {@code transform} is called
   *   <li>{@code latest}: the newest one that is there when a query runs, and in a stream when a
   *       micro-batch begins. A version that cannot be opened, or gives other columns, is passed
   *       over with a warning; to go back, rename or remove its folder.
   *   <li>{@code specific(version=3)}: this one
   * </ul>
   *
   * @param value the policy
   * @return this stage
   */
  public TFTransformer setModelVersionPolicy(String value) {
    set(modelVersionPolicy, requireNonNull(value, "modelVersionPolicy"));
    return this;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    if (!isSet(modelFolder)) {
      return super.plan(schema);
    }
    if (isSet(graph())) {
      throw invalid(
          "both graph and modelFolder are set",
          "modelFolder " + getModelFolder(),
          "Clear one of them.");
    }
    TFTransformer asSetNow = copy(ParamMap.empty());
    return VersionedModel.plan(
        getModelFolder(), policy(), version -> asSetNow.plan(schema, version));
  }

  private VersionPolicy policy() {
    try {
      return VersionPolicy.of(getModelVersionPolicy());
    } catch (IllegalArgumentException unknown) {
      throw invalid(
          unknown.getMessage(),
          "modelVersionPolicy " + getModelVersionPolicy(),
          "Set it to fixed, latest or specific(version=N).");
    }
  }

  @Override
  public TFTransformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<TFTransformer> read() {
    return new StageReader<>(TFTransformer.class);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static TFTransformer load(String path) {
    return read().load(path);
  }
}
