package io.dlpipelines.stage;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.persist.StageWriter;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLWriter;

/**
 * An estimator that is saved with its Params and, where it has a {@link DataParam}, with its model.
 * It takes the uid before field initialisers of subclasses run, so that these may build Params.
 *
 * @param <M> what it fits
 */
public abstract class EstimatorStage<M extends TransformerStage<M>> extends Estimator<M>
    implements DefaultParamsWritable {
  private final String uid;

  /**
   * Takes the uid.
   *
   * @param uid the stage's unique name
   */
  protected EstimatorStage(String uid) {
    this.uid = requireNonNull(uid, "uid");
  }

  @Override
  public final String uid() {
    return uid;
  }

  @Override
  public MLWriter write() {
    return StageReader.dataParam(this)
        .<MLWriter>map(param -> new StageWriter(withoutData(param), savedData(param)))
        .orElseGet(this::paramsWriter);
  }

  /**
   * The model that is saved with the stage.
   *
   * @param param the Param that holds it
   * @param <T> its type
   * @return empty if it is not set
   */
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    return isSet(param) ? Optional.of(param.toSaved(getOrDefault(param))) : Optional.empty();
  }

  /**
   * An error that a user can act on.
   *
   * @param problem what is wrong
   * @param available what there is instead
   * @param cure what to do
   * @return the exception, to be thrown
   */
  protected final IllegalArgumentException invalid(String problem, Object available, String cure) {
    return StageErrors.invalid(this, problem, available, cure);
  }

  /**
   * The value of a Param that has no default.
   *
   * @param param the Param
   * @param <T> its type
   * @return the value
   * @throws IllegalArgumentException if it is not set
   */
  protected final <T> T required(Param<T> param) {
    return StageErrors.required(this, param);
  }

  private MLWriter paramsWriter() {
    return DefaultParamsWritable.super.write();
  }

  private MLWriter withoutData(Param<?> data) {
    EstimatorStage<M> copy = (EstimatorStage<M>) copy(ParamMap.empty());
    copy.clear(data);
    return copy.paramsWriter();
  }
}
