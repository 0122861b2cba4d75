package io.dlpipelines.scoring;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.TaskCompletionListener;
import scala.Function1;
import scala.collection.Iterator;

/** What travels to the executors: scores one partition. */
record ScoringTask(
    ScoringSpec spec,
    ModelReference model,
    int[] inputs,
    PassedRows.Columns columns,
    ScoringMetrics metrics)
    implements Function1<Iterator<InternalRow>, Iterator<InternalRow>>, Serializable {

  @Override
  public Iterator<InternalRow> apply(Iterator<InternalRow> rows) {
    TaskContext context = TaskContext.get();
    ScoredRows scored = new ScoredRows(this, rows, context);
    context.addTaskCompletionListener((TaskCompletionListener) ended -> scored.close());
    return scored;
  }
}
