package io.dlpipelines.tuning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.stage.TransformerStage;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.HasTrainingHistory;
import io.dlpipelines.training.TrainingHistory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What {@link Descent} fits. */
public final class DescentModel extends TransformerStage<DescentModel>
    implements HasTrainingHistory {
  private final DoubleParam slope = new DoubleParam(this, "slope", "of the line");
  private final IntParam steps = ParamFactory.atLeast(this, "steps", "steps taken", 0);

  /** Makes one. */
  public DescentModel(String uid) {
    super(uid);
    setDefault(slope, 0.0);
    setDefault(steps, 0);
  }

  /** The slope's Param. */
  public DoubleParam slope() {
    return slope;
  }

  /** The Param of the steps. */
  public IntParam steps() {
    return steps;
  }

  double getSlope() {
    return (Double) getOrDefault(slope);
  }

  int getSteps() {
    return (Integer) getOrDefault(steps);
  }

  DescentModel setSlope(double value) {
    set(slope, value);
    return this;
  }

  DescentModel setSteps(int value) {
    set(steps, value);
    return this;
  }

  @Override
  public TrainingHistory summary() {
    return new TrainingHistory(
        IntStream.rangeClosed(1, getSteps())
            .mapToObj(step -> new EpochResult(step, Map.of("loss", 1.0 / step), 0.1, 0.5, 10))
            .toList(),
        false,
        0,
        List.of());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    return dataset.withColumn("prediction", col("x").multiply(lit(getSlope())));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    requireColumns(schema, "x");
    if (List.of(schema.fieldNames()).contains("prediction")) {
      throw invalid("column [prediction] exists", schema.simpleString(), "Drop it.");
    }
    return schema.add("prediction", DataTypes.DoubleType, schema.apply("x").nullable());
  }

  static void requireColumns(StructType schema, String... columns) {
    List<String> names = List.of(schema.fieldNames());
    for (String column : columns) {
      if (!names.contains(column)) {
        throw new IllegalArgumentException("no column [%s] in %s".formatted(column, names));
      }
    }
  }

  @Override
  public DescentModel copy(ParamMap extra) {
    return copyValues(new DescentModel(uid()), extra).setParent(parent());
  }

  /** Reads a saved one. */
  public static MLReader<DescentModel> read() {
    return new DefaultParamsReadable<DescentModel>() {}.read();
  }
}
