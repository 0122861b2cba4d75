package io.dlpipelines.scoring;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.TaskCompletionListener;

/** What travels to the executors: scores one partition. */
record ScoringTask(
    ScoringSpec spec,
    ModelReference model,
    int[] inputs,
    PassedRows.Columns columns,
    ScoringMetrics metrics)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    TaskContext context = TaskContext.get();
    ScoredRows scored = new ScoredRows(this, rows, context);
    context.addTaskCompletionListener((TaskCompletionListener) ended -> scored.close());
    return scored;
  }
}
