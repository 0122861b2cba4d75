package io.dlpipelines.cluster;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;

import io.dlpipelines.image.TFImageTransformer;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Keeps models, saved pipelines, images and the checkpoints of a training in a store. */
public final class StoreApplication {

  private final SparkSession spark;
  private final String store;
  private final String events;
  private final String answers;

  private StoreApplication(SparkSession spark, String store, String events, String answers) {
    this.spark = spark;
    this.store = store;
    this.events = events;
    this.answers = answers;
  }

  /**
   * Takes a local folder with models and images, a folder of a store, one for event files that
   * nothing else is read from or written to, and a local one for answers.
   */
  public static void main(String[] arguments) throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    StoreApplication application =
        new StoreApplication(spark, arguments[1], arguments[2], arguments[3]);
    application.copyFrom(arguments[0]);
    application.scoreModels();
    application.scoreImages();
    application.train();
    application.listFiles();
    spark.stop();
  }

  private void copyFrom(String local) throws IOException {
    Path to = new Path(store);
    FileSystem files = files(store);
    for (String folder : List.of("models", "images")) {
      files.copyFromLocalFile(new Path(local, folder), new Path(to, folder));
    }
  }

  private void scoreModels() throws IOException {
    KerasModel net = KerasModel.sequential(input(2), dense(2).activation("tanh").name("out"));
    net.save(store + "/net.keras");
    Dataset<Row> rows =
        spark
            .range(0, 10, 1, 2)
            .select(col("id"), array(col("id"), col("id")).cast("array<float>").as("x"));
    scoreModel("SavedModel", TFInputGraph.fromSavedModel(store + "/models/exported"), "out", rows);
    scoreModel("checkpoint", TFInputGraph.fromCheckpoint(store + "/models/checkpoints"), "y", rows);
    scoreModel("frozen", TFInputGraph.fromGraphDef(store + "/models/frozen.pb"), "y", rows);
    scoreModel("any", TFInputGraph.fromPath(store + "/models/exported"), "out", rows);
    scoreModel("keras", TFInputGraph.fromKeras(store + "/net.keras"), "out", rows);
    scoreModel("built", TFInputGraph.fromKeras(net), "out", rows);
  }

  /** By a pipeline that is saved to the store and loaded from there. */
  private void scoreModel(String name, TFInputGraph graph, String output, Dataset<Row> rows)
      throws IOException {
    TFTransformer transformer =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("x", graph.inputs().get(0).name()))
            .setOutputMapping(Map.of(output, "y"))
            .setOutputMode("array");
    String saved = store + "/pipelines/" + name;
    new Pipeline().setStages(new PipelineStage[] {transformer}).fit(rows).save(saved);
    Dataset<Row> scored = PipelineModel.load(saved).transform(rows);
    scored.select("id", "y").coalesce(1).write().json(answers + "/" + name);
  }

  private void scoreImages() {
    TFInputGraph mean =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> pixels =
                  tf.withName("pixels")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 8, 8, 3)));
              tf.withName("mean").math.mean(pixels, tf.constant(new int[] {1, 2}));
            });
    TFImageTransformer transformer =
        new TFImageTransformer()
            .setGraph(mean)
            .setInputCol("image")
            .setOutputCol("colour")
            .setOutputMode("array");
    Dataset<Row> read =
        spark
            .read()
            .format("binaryFile")
            .load(store + "/images")
            .withColumnRenamed("content", "image");
    Dataset<Row> named =
        read.select(element_at(split(col("path"), "/"), -1).as("name"), col("image"));
    transformer
        .transform(named)
        .select("name", "colour")
        .coalesce(1)
        .write()
        .json(answers + "/content");
    Dataset<Row> uris =
        named.select(col("name"), concat(lit(store + "/images/"), col("name")).as("image"));
    transformer
        .transform(uris)
        .select("name", "colour")
        .coalesce(1)
        .write()
        .json(answers + "/uris");
  }

  private void train() {
    List<Row> points = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double label = i % 2;
      points.add(RowFactory.create(Vectors.dense(label * 2 - 1, i % 7 * 0.1), label));
    }
    Dataset<Row> rows =
        spark.createDataFrame(
            points,
            new StructType()
                .add("features", SQLDataTypes.VectorType())
                .add("label", DataTypes.DoubleType));
    KerasClassifier classifier =
        new KerasClassifier()
            .setModel(KerasModel.sequential(input(2), dense(2).activation("softmax")))
            .setBatchSize(10)
            .setSeed(7)
            .setCheckpointDir(store + "/checkpoints")
            .setTensorBoardDir(events);
    KerasClassificationModel begun = classifier.setEpochs(2).fit(rows);
    KerasClassificationModel resumed = classifier.setEpochs(4).fit(rows);
    write("begun", seconds(begun));
    write("resumed", seconds(resumed));
  }

  /** How long each epoch took: an epoch that came from a checkpoint took what it took before. */
  private static List<String> seconds(KerasClassificationModel model) {
    return model.summary().epochs().stream()
        .map(EpochResult::seconds)
        .map(String::valueOf)
        .toList();
  }

  private void listFiles() throws IOException {
    List<String> names = new ArrayList<>();
    for (String folder : List.of(store, events)) {
      RemoteIterator<LocatedFileStatus> found = files(folder).listFiles(new Path(folder), true);
      while (found.hasNext()) {
        names.add(found.next().getPath().toString());
      }
    }
    write("files", names);
  }

  private FileSystem files(String folder) throws IOException {
    return new Path(folder).getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  private void write(String name, List<String> lines) {
    spark.createDataset(lines, Encoders.STRING()).coalesce(1).write().text(answers + "/" + name);
  }
}
