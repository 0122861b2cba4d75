package io.dlpipelines.scoring;

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a scoring node counts; shown in the Spark UI.
 *
 * @param rows rows that left the node
 * @param batches runs of the model
 * @param invalidRows rows without outputs
 * @param halvedBatches runs that did not fit into the device's memory and were repeated in halves
 * @param engineNanos time inside the engine, over all tasks
 * @param prepareNanos time reading rows into tensors, over all tasks
 * @param modelLoads how often a model was opened: once for each executor that needed it
 * @param modelLoadNanos time spent opening it
 */
record ScoringMetrics(
    SQLMetric rows,
    SQLMetric batches,
    SQLMetric invalidRows,
    SQLMetric halvedBatches,
    SQLMetric engineNanos,
    SQLMetric prepareNanos,
    SQLMetric modelLoads,
    SQLMetric modelLoadNanos)
    implements Serializable {

  static ScoringMetrics create(SparkContext context) {
    return new ScoringMetrics(
        SQLMetrics.createMetric(context, "number of output rows"),
        SQLMetrics.createMetric(context, "number of batches"),
        SQLMetrics.createMetric(context, "number of invalid rows"),
        SQLMetrics.createMetric(context, "number of halved batches"),
        SQLMetrics.createNanoTimingMetric(context, "time in the engine", 0),
        SQLMetrics.createNanoTimingMetric(context, "time preparing batches", 0),
        SQLMetrics.createMetric(context, "number of model loads"),
        SQLMetrics.createNanoTimingMetric(context, "time loading the model", 0));
  }

  scala.collection.immutable.Map<String, SQLMetric> byName() {
    return scala.collection.immutable.Map$.MODULE$.from(
        CollectionConverters.asScala(
            Map.of(
                "numOutputRows", rows,
                "numBatches", batches,
                "numInvalidRows", invalidRows,
                "numHalvedBatches", halvedBatches,
                "engineTime", engineNanos,
                "prepareTime", prepareNanos,
                "numModelLoads", modelLoads,
                "modelLoadTime", modelLoadNanos)));
  }
}
