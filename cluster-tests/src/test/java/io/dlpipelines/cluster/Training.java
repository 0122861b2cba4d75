package io.dlpipelines.cluster;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** What is trained while something is killed. */
final class Training {

  private Training() {}

  /** Points on three arms of a star, the same in the same order each time. */
  static Dataset<Row> rows(SparkSession spark, int count, int partitions) {
    return spark
        .range(0, count, 1, partitions)
        .selectExpr("id", "double(id % 3) AS label", "0.5 + (id * 7 % 11) / 11 AS radius")
        .selectExpr(
            "id",
            "label",
            "array(radius * cos(label * 2.0944), radius * sin(label * 2.0944)) AS features");
  }

  static KerasClassifier classifier(int epochs) {
    return new KerasClassifier("same")
        .setModel(
            KerasModel.sequential(
                    input(2),
                    dense(8).activation("tanh"),
                    dropout(0.2),
                    dense(3).activation("softmax"))
                .withSeed(1))
        .setBatchSize(8)
        .setEpochs(epochs)
        .setSeed(1)
        .setIntraOpParallelism(1);
  }

  /** Fits the classifier with each of some values of a Param, together. */
  static List<KerasClassificationModel> fitAll(
      KerasClassifier classifier, Dataset<Row> rows, Param<Object> param, Object... values) {
    List<ParamMap> maps = Stream.of(values).map(value -> new ParamMap().put(param, value)).toList();
    return CollectionConverters.asJava(
        classifier.fit(rows, CollectionConverters.asScala(maps).toSeq()));
  }

  static Object weights(KerasClassificationModel model) {
    return model.getModel().weights();
  }

  static List<Object> allWeights(List<KerasClassificationModel> models) {
    return models.stream().map(Training::weights).toList();
  }

  /** The metrics of each epoch, once each. */
  static List<Map<String, Double>> metrics(KerasClassificationModel model) {
    return model.summary().epochs().stream().map(epoch -> epoch.metrics()).toList();
  }
}
