package io.dlpipelines.battery;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Ends a Pipeline of transformers with something to fit, so that it can be tuned. Public only
 * because Spark loads it by reflection.
 */
public final class ConstantEstimator extends Estimator<ConstantModel>
    implements DefaultParamsWritable {

  private final String uid;

  /** Makes one with a uid of its own. */
  public ConstantEstimator() {
    this(Identifiable.randomUID("constantEstimator"));
  }

  /**
   * Makes one.
   *
   * @param uid its uid
   */
  public ConstantEstimator(String uid) {
    this.uid = uid;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ConstantModel fit(Dataset<?> dataset) {
    return new ConstantModel(uid).setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema;
  }

  @Override
  public ConstantEstimator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads a saved one.
   *
   * @return the reader
   */
  public static MLReader<ConstantEstimator> read() {
    return new DefaultParamsReadable<ConstantEstimator>() {}.read();
  }
}
