package io.dlpipelines.cluster;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;

import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Scores a table with a SavedModel, by a pipeline that was saved and loaded in between. */
public final class SavedModelApplication {

  private SavedModelApplication() {}

  /** Takes the folder of the SavedModel and a folder to write to. */
  public static void main(String[] arguments) throws IOException {
    String model = arguments[0];
    String folder = arguments[1];
    SparkSession spark = SparkSession.builder().getOrCreate();
    Dataset<Row> rows =
        spark
            .range(0, 1000, 1, 4)
            .select(col("id"), array(col("id"), col("id").plus(1)).cast("array<float>").as("x"));
    TFTransformer transformer =
        new TFTransformer()
            .setGraph(TFInputGraph.fromSavedModel(model))
            .setInputMapping(Map.of("x", "in"))
            .setOutputMapping(Map.of("out", "y"))
            .setOutputMode("array");
    new Pipeline()
        .setStages(new PipelineStage[] {transformer})
        .fit(rows)
        .save(folder + "/pipeline");
    Dataset<Row> scored = PipelineModel.load(folder + "/pipeline").transform(rows);
    scored.select("id", "y").coalesce(1).write().json(folder + "/scores");

    List<String> executors = executors(scored.select("y").toJavaRDD());
    spark
        .createDataset(executors, Encoders.STRING())
        .coalesce(1)
        .write()
        .text(folder + "/executors");
    spark
        .createDataset(List.of(System.getProperty("java.class.path")), Encoders.STRING())
        .write()
        .text(folder + "/driver");
    spark.stop();
  }

  private static List<String> executors(JavaRDD<Row> rows) {
    return rows.map(row -> SparkEnv.get().executorId()).distinct().collect();
  }
}
