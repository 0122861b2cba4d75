package io.dlpipelines.persist;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReader;

/**
 * Loads what {@link StageWriter} saved, or nothing: a newer format, a missing file or a wrong
 * checksum is an error.
 *
 * @param <S> the stage
 */
public final class StageReader<S extends Params> extends MLReader<S> {

  private final BiConsumer<S, SavedData> receiver;

  /** Makes a reader that sets the Param that holds the model. */
  public StageReader() {
    this((stage, data) -> dataParam(stage).ifPresent(param -> setData(stage, param, data)));
  }

  /**
   * Makes a reader for stages that do not take their model from a Param alone.
   *
   * @param receiver gives a stage the model that was saved with it
   */
  public StageReader(BiConsumer<S, SavedData> receiver) {
    this.receiver = requireNonNull(receiver, "receiver");
  }

  @Override
  public S load(String path) {
    S stage = new DefaultParamsReadable<S>() {}.read().load(path);
    if (dataParam(stage).isPresent()) {
      data(path).ifPresent(data -> receiver.accept(stage, data));
    }
    return stage;
  }

  /**
   * The Param of a stage that holds its model.
   *
   * @param stage the stage
   * @return empty if it has none
   */
  public static Optional<DataParam<?>> dataParam(Params stage) {
    return Stream.of(stage.params())
        .filter(DataParam.class::isInstance)
        .<DataParam<?>>map(param -> (DataParam<?>) param)
        .findFirst();
  }

  private Optional<SavedData> data(String path) {
    try {
      return new DataFolder(path, sparkSession().sparkContext().hadoopConfiguration()).read();
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The stage at " + ShownPath.of(path) + " cannot be loaded.", failure);
    }
  }

  private static <T> void setData(Params stage, DataParam<T> param, SavedData data) {
    stage.set(param, param.fromSaved(data));
  }
}
