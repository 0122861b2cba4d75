package io.dlpipelines.battery;

import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/**
 * Counts the rows, every cell of them computed: a plain count would leave out the scoring. Public
 * only because Spark loads it by reflection.
 */
public final class RowCountEvaluator extends Evaluator implements DefaultParamsWritable {

  private final String uid;

  /** Makes one with a uid of its own. */
  public RowCountEvaluator() {
    this(Identifiable.randomUID("rowCount"));
  }

  /**
   * Makes one.
   *
   * @param uid its uid
   */
  public RowCountEvaluator(String uid) {
    this.uid = uid;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public double evaluate(Dataset<?> dataset) {
    return dataset.toDF().collectAsList().size();
  }

  @Override
  public RowCountEvaluator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads a saved one.
   *
   * @return the reader
   */
  public static MLReader<RowCountEvaluator> read() {
    return new DefaultParamsReadable<RowCountEvaluator>() {}.read();
  }
}
