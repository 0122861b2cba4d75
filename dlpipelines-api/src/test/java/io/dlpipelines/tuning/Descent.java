package io.dlpipelines.tuning;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;

import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.stage.EstimatorStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Fits {@code label = slope x} by steps of gradient descent, and can be made to fail. */
public final class Descent extends EstimatorStage<DescentModel> {
  static final AtomicInteger STEPS = new AtomicInteger();

  private final DoubleParam rate = ParamFactory.notNegative(this, "rate", "step size");
  private final IntParam steps = ParamFactory.atLeast(this, "steps", "steps to take", 1);

  /** Makes one with a uid of its own. */
  public Descent() {
    this(Identifiable.randomUID("descent"));
  }

  /** Makes one. */
  public Descent(String uid) {
    super(uid);
    setDefault(rate, 0.1);
    setDefault(steps, 4);
  }

  /** Step size; 0 fails, more than 10 gives NaN. */
  public DoubleParam rate() {
    return rate;
  }

  /** Steps to take. */
  public IntParam steps() {
    return steps;
  }

  /** The gradient of half the mean squared error is {@code slope mean(x x) - mean(x label)}. */
  @Override
  public DescentModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    double rate = (Double) getOrDefault(this.rate);
    int to = (Integer) getOrDefault(steps);
    if (rate == 0) {
      throw new IllegalStateException("a rate of <0> leads nowhere");
    }
    Row moments =
        dataset
            .agg(avg(col("x").multiply(col("x"))), avg(col("x").multiply(col("label"))))
            .collectAsList()
            .get(0);
    double slope = 0;
    for (int step = 0; step < to; step++) {
      STEPS.incrementAndGet();
      slope -= rate * (slope * moments.getDouble(0) - moments.getDouble(1));
    }
    return new DescentModel(uid())
        .setSlope(rate > 10 ? Double.NaN : slope)
        .setSteps(to)
        .setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    DescentModel.requireColumns(schema, "x", "label");
    return new DescentModel(uid()).transformSchema(schema);
  }

  @Override
  public Descent copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads a saved one. */
  public static MLReader<Descent> read() {
    return new DefaultParamsReadable<Descent>() {}.read();
  }

  static RegressionEvaluator evaluator() {
    return new RegressionEvaluator().setMetricName("rmse");
  }

  static Dataset<Row> rows(SparkSession spark, int rows) {
    return spark
        .range(0, rows, 1, 2)
        .selectExpr("id", "(id % 7 + 1) / 7D AS x", "3 * (id % 7 + 1) / 7D AS label");
  }

  static ParamMap[] rates(Descent descent, double... rates) {
    return java.util.stream.DoubleStream.of(rates)
        .mapToObj(rate -> new ParamMap().put(descent.rate(), (Object) rate))
        .toArray(ParamMap[]::new);
  }
}
