package io.dlpipelines.tensorflow;

import io.dlpipelines.persist.StageReader;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;

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
 */
public final class TFTransformer extends GraphStage<TFTransformer> {

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
    return new StageReader<>();
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
