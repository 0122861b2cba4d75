package io.dlpipelines.battery.sample;

import static org.apache.spark.sql.functions.lit;

import io.dlpipelines.persist.StageReader;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** What {@link Centerer} fits: subtracts the mean, which is saved beside the Params. */
public final class CentererModel extends Model<CentererModel>
    implements ColumnParams<CentererModel>, DefaultParamsWritable {

  private static final String MEAN = "mean";

  private final String uid;
  private final double mean;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> handleInvalid;

  /** Makes one that has learned nothing; Spark reads its Params into it. */
  public CentererModel(String uid) {
    this(uid, Double.NaN);
  }

  CentererModel(String uid, double mean) {
    this.uid = uid;
    this.mean = mean;
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
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    return withOutput(dataset, input -> input.minus(mean));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return appendOutput(schema);
  }

  @Override
  public CentererModel copy(ParamMap extra) {
    return copyValues(new CentererModel(uid, mean), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    MLWriter params = DefaultParamsWritable.super.write();
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        try {
          params.save(path);
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        sparkSession().range(1).select(lit(mean).as(MEAN)).write().parquet(path + "/data");
      }
    };
  }

  /** Reads a saved one. */
  public static MLReader<CentererModel> read() {
    MLReader<CentererModel> params = new StageReader<>(CentererModel.class);
    return new MLReader<>() {
      @Override
      public CentererModel load(String path) {
        CentererModel blank = params.load(path);
        double mean = sparkSession().read().parquet(path + "/data").head().getDouble(0);
        return blank.copyValues(new CentererModel(blank.uid(), mean), ParamMap.empty());
      }
    };
  }

  /** Loads a saved one. */
  public static CentererModel load(String path) {
    return read().load(path);
  }
}
