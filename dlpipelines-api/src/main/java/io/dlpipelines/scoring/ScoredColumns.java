package io.dlpipelines.scoring;

import io.dlpipelines.tensor.Feed;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;

/** Applies a plan to the columns of a Dataset. */
public final class ScoredColumns {

  private ScoredColumns() {}

  /**
   * Appends the outputs to a Dataset, lazily and without running anything.
   *
   * @param dataset the rows
   * @param plan what to score; its feeds name columns of the Dataset
   * @param outputs what becomes of what is fetched
   * @param invalidReasonColumn receives why a row has no outputs, null for good rows; empty for no
   *     such column
   * @return all columns of the Dataset, the outputs, and the reason if asked for
   */
  public static Dataset<Row> append(
      Dataset<?> dataset,
      ScoringPlan plan,
      List<OutputColumn> outputs,
      String invalidReasonColumn) {
    ScoringRules.install(dataset.sparkSession());
    ScoringSpec spec = plan.spec();
    List<Expression> inputs = new ArrayList<>();
    for (Feed feed : spec.feeds()) {
      inputs.add(ExpressionUtils.expression(column(dataset, feed.column())));
    }
    Column scored = ExpressionUtils.column(new ScoringExpression(Sequences.of(inputs), plan));
    Dataset<?> rows =
        spec.handleInvalid() == HandleInvalid.SKIP
            ? dataset.filter(scored.getField(ScoringSpec.INVALID_REASON).isNull())
            : dataset;
    List<Column> columns = new ArrayList<>();
    for (String name : dataset.columns()) {
      columns.add(column(dataset, name));
    }
    for (OutputColumn output : outputs) {
      columns.add(output.of().apply(scored).as(output.field().name(), output.field().metadata()));
    }
    if (!invalidReasonColumn.isEmpty()) {
      columns.add(scored.getField(ScoringSpec.INVALID_REASON).as(invalidReasonColumn));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column column(Dataset<?> dataset, String name) {
    return dataset.col('`' + name.replace("`", "``") + '`');
  }
}
