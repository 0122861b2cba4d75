package io.dlpipelines.scoring;

import java.util.Objects;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;

/** Tells the runs of queries apart: micro-batches by their number, others by Spark's own. */
final class QueryRun {

  private QueryRun() {}

  /** The run that the calling thread works for. */
  static String of(SparkContext context) {
    String stream = context.getLocalProperty(StreamExecution.QUERY_ID_KEY());
    String batch = context.getLocalProperty(MicroBatchExecution.BATCH_ID_KEY());
    return stream != null && batch != null
        ? stream + "/" + batch
        : Objects.requireNonNullElseGet(
            context.getLocalProperty(SQLExecution.EXECUTION_ID_KEY()),
            () -> UUID.randomUUID().toString());
  }
}
