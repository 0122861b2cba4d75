package io.dlpipelines.persist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
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

  /** Makes a reader. */
  public StageReader() {}

  @Override
  public S load(String path) {
    S stage = new DefaultParamsReadable<S>() {}.read().load(path);
    dataParam(stage).ifPresent(param -> loadData(stage, param, path));
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

  private <T> void loadData(S stage, DataParam<T> param, String path) {
    try {
      Configuration configuration = sparkSession().sparkContext().hadoopConfiguration();
      Optional<SavedData> data = new DataFolder(path, configuration).read();
      data.ifPresent(saved -> stage.set(param, param.fromSaved(saved)));
    } catch (IOException failure) {
      throw new UncheckedIOException("The stage at " + path + " cannot be loaded.", failure);
    }
  }
}
