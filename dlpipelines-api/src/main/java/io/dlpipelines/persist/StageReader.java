package io.dlpipelines.persist;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;

/**
 * Loads what {@link StageWriter} saved, or nothing: a newer format, a missing file or a wrong
 * checksum is an error.
 *
 * @param <S> the stage
 */
public final class StageReader<S extends Params> extends MLReader<S> {

  private final Class<S> type;
  private final BiConsumer<S, SavedData> receiver;

  /**
   * Makes a reader that sets the Param that holds the model.
   *
   * @param type the class of the stage
   */
  public StageReader(Class<S> type) {
    this(type, (stage, data) -> dataParam(stage).ifPresent(param -> setData(stage, param, data)));
  }

  /**
   * Makes a reader for stages that do not take their model from a Param alone.
   *
   * @param type the class of the stage
   * @param receiver gives a stage the model that was saved with it
   */
  public StageReader(Class<S> type, BiConsumer<S, SavedData> receiver) {
    this.type = requireNonNull(type, "type");
    this.receiver = requireNonNull(receiver, "receiver");
  }

  /**
   * Loads a stage.
   *
   * @param path the folder that it was saved to
   * @return the stage
   * @throws IllegalArgumentException if no stage of this class is saved there, saying what is, or
   *     if a Param refuses its saved value
   * @throws UncheckedIOException if what was saved is damaged or cannot be read
   */
  @Override
  public S load(String path) {
    S stage = StageFolder.readParams(path, type, sparkSession());
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
      throw StageFolder.unreadable(path, failure);
    }
  }

  private static <T> void setData(Params stage, DataParam<T> param, SavedData data) {
    stage.set(param, param.fromSaved(data));
  }
}
