package io.dlpipelines.scoring;

import io.dlpipelines.param.BatchSizeParam;
import io.dlpipelines.tensor.Feed;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How rows are scored, whatever the model: what travels to every task.
 *
 * @param engine opens the model
 * @param feeds one for each input expression, in order
 * @param fetches one for each output, in order
 * @param rowByRow whether each row is scored alone, since the model has no batch dimension
 * @param batchSize rows that are scored together; {@link BatchSizeParam#AUTO} if executors are to
 *     find out
 * @param handleInvalid what becomes of rows that cannot be scored
 */
public record ScoringSpec(
    ScoringEngine engine,
    List<Feed> feeds,
    List<Fetch> fetches,
    boolean rowByRow,
    int batchSize,
    HandleInvalid handleInvalid)
    implements Serializable {

  /** The field of the scored struct that says why a row has no outputs. */
  static final String INVALID_REASON = "invalidReason";

  /**
   * Copies the lists.
   *
   * @param engine opens the model
   * @param feeds one for each input expression, in order
   * @param fetches one for each output, in order
   * @param rowByRow whether each row is scored alone
   * @param batchSize rows that are scored together, or {@link BatchSizeParam#AUTO}
   * @param handleInvalid what becomes of rows that cannot be scored
   */
  public ScoringSpec {
    feeds = List.copyOf(feeds);
    fetches = List.copyOf(fetches);
  }

  /** The struct that scoring a row gives: the outputs, and the reason where there are none. */
  StructType outputType() {
    boolean nullable = keepsInvalid();
    StructField[] fields =
        IntStream.range(0, fetches.size())
            .mapToObj(i -> fetches.get(i).type().field(fetches.get(i).column(), nullable))
            .toArray(StructField[]::new);
    StructType outputs = new StructType(fields);
    return nullable ? outputs.add(INVALID_REASON, DataTypes.StringType, true) : outputs;
  }

  /** Whether executors are to find out how many rows to score together. */
  boolean findsBatchSize() {
    return batchSize == BatchSizeParam.AUTO && !rowByRow;
  }

  /** The most rows that may be scored together. */
  int mostRows() {
    if (batchSize != BatchSizeParam.AUTO) {
      return batchSize;
    }
    return rowByRow ? BatchSizeSearch.FIRST_SIZE : BatchSizeSearch.LAST_SIZE;
  }

  /** Whether batches of two sizes are to show that outputs have a part for each row. */
  boolean checksRowAxes() {
    return fetches.stream().anyMatch(fetch -> fetch.rows() == RowAxis.CHECKED);
  }

  /** Whether invalid rows leave the operator, with a reason in place of outputs. */
  boolean keepsInvalid() {
    return handleInvalid != HandleInvalid.ERROR;
  }
}
