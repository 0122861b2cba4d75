package io.dlpipelines.battery.sample;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;

import io.dlpipelines.persist.StageReader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/** An estimator that passes the battery: learns the mean of a number. */
public final class Centerer extends Estimator<CentererModel>
    implements ColumnParams<Centerer>, DefaultParamsWritable {

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> handleInvalid;

  /** Makes one with a uid of its own. */
  public Centerer() {
    this(Identifiable.randomUID("centerer"));
  }

  /** Makes one with this uid. */
  public Centerer(String uid) {
    this.uid = uid;
    inputCol = ColumnParams.inputColParam(this);
    outputCol = ColumnParams.outputColParam(this);
    handleInvalid = ColumnParams.handleInvalidParam(this);
    setDefault(handleInvalid, "error");
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public Param<String> outputCol() {
    return outputCol;
  }

  @Override
  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  @Override
  public CentererModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    double mean =
        withOutput(dataset, input -> input)
            .agg(avg(col(getOutputCol())))
            .collectAsList()
            .get(0)
            .getDouble(0);
    return copyValues(new CentererModel(uid, mean), ParamMap.empty()).setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return appendOutput(schema);
  }

  @Override
  public Centerer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads a saved one. */
  public static MLReader<Centerer> read() {
    return new StageReader<>(Centerer.class);
  }

  /** Loads a saved one. */
  public static Centerer load(String path) {
    return read().load(path);
  }
}
