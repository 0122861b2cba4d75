package io.dlpipelines.battery;

import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Leaves its data as they are. Public only because Spark loads it by reflection.
 *
 * @see ConstantEstimator
 */
public final class ConstantModel extends Model<ConstantModel> implements DefaultParamsWritable {

  private final String uid;

  /**
   * Makes one.
   *
   * @param uid its uid
   */
  public ConstantModel(String uid) {
    this.uid = uid;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return dataset.toDF();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema;
  }

  @Override
  public ConstantModel copy(ParamMap extra) {
    ConstantModel copy = defaultCopy(extra);
    return copy.setParent(parent());
  }

  /**
   * Reads a saved one.
   *
   * @return the reader
   */
  public static MLReader<ConstantModel> read() {
    return new DefaultParamsReadable<ConstantModel>() {}.read();
  }
}
