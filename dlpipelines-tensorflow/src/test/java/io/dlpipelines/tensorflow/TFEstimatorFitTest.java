package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.TrainableGraphs.estimator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

class TFEstimatorFitTest extends SparkTest {
  private static final int ROWS = 40;

  @TempDir private Path folder;

  /** The plane that a model predicts: at the origin, and how it rises along both axes. */
  private double[] learned(TFModel model) {
    List<Row> rows =
        model
            .transform(
                spark()
                    .sql(
                        "SELECT 0 AS id, array(0D, 0D) AS features UNION ALL"
                            + " SELECT 1, array(1D, 0D) UNION ALL SELECT 2, array(0D, 1D)"))
            .orderBy("id")
            .collectAsList();
    double base = rows.get(0).<Float>getAs("predicted");
    return new double[] {
      rows.get(1).<Float>getAs("predicted") - base,
      rows.get(2).<Float>getAs("predicted") - base,
      base
    };
  }

  /** The same by a plain loop over the rows in their order, in double precision. */
  private static double[] descended(Dataset<Row> data, int steps, double rate, double decay) {
    List<Row> rows = data.orderBy("id").collectAsList();
    double[] weights = new double[3];
    for (int step = 0; step < steps; step++) {
      double[] gradient = new double[3];
      for (Row row : rows) {
        List<Double> x = row.getList(row.fieldIndex("features"));
        double error =
            weights[0] * x.get(0)
                + weights[1] * x.get(1)
                + weights[2]
                - row.<Number>getAs("label").doubleValue();
        gradient[0] += 2 * error * x.get(0) / rows.size();
        gradient[1] += 2 * error * x.get(1) / rows.size();
        gradient[2] += 2 * error / rows.size();
      }
      for (int index = 0; index < 3; index++) {
        weights[index] -= rate * (gradient[index] + decay * weights[index]);
      }
    }
    return weights;
  }

  static Stream<Arguments> waysToTrain() {
    Consumer<Ops> resources = TrainableGraphs::linear;
    Consumer<Ops> references = TrainableGraphs::oldLinear;
    return Stream.of(resources, references)
        .flatMap(
            graph ->
                Stream.of(
                    Arguments.of(graph, "errors", false),
                    Arguments.of(graph, "error", false),
                    Arguments.of(graph, "error", true)));
  }

  private static TFEstimator fullBatch(Consumer<Ops> graph, String loss, boolean own) {
    TFEstimator estimator =
        estimator().setGraph(TFInputGraph.build(graph)).setLossTensor(loss).setBatchSize(ROWS);
    if (own) {
      estimator.clear(estimator.optimizer());
      estimator.clear(estimator.learningRate());
      estimator.setTrainOp("train");
    }
    return estimator;
  }

  @ParameterizedTest
  @MethodSource("waysToTrain")
  void fiveStepsAreThoseOfTheFormula(Consumer<Ops> graph, String loss, boolean own) {
    Dataset<Row> rows = Points.plane(spark(), ROWS);
    TFModel model = fullBatch(graph, loss, own).setEpochs(5).fit(rows);
    assertThat(learned(model))
        .containsExactly(descended(rows, 5, TrainableGraphs.OWN_RATE, 0), within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("waysToTrain")
  void learnsThePlane(Consumer<Ops> graph, String loss, boolean own) {
    TFEstimator estimator = fullBatch(graph, loss, own).setBatchSize(4).setEpochs(200);
    TFModel model = estimator.setMetrics("distance", "close").fit(Points.plane(spark(), ROWS));
    assertThat(learned(model)).containsExactly(new double[] {2, -1, 1}, within(0.02));
    Map<String, Double> last = last(model);
    assertThat(last.keySet()).containsExactly("loss", "distance", "close");
    assertThat(last.get("close")).isEqualTo(1);
    assertThat(last.get("distance")).isLessThan(0.02);
  }

  @Test
  void decaysAndClips() {
    Dataset<Row> rows = Points.plane(spark(), ROWS);
    TFEstimator estimator = fullBatch(TrainableGraphs::linear, "errors", false);
    TFModel decayed = estimator.copy(ParamMap.empty()).setWeightDecay(0.5).fit(rows);
    assertThat(learned(decayed))
        .containsExactly(descended(rows, 5, TrainableGraphs.OWN_RATE, 0.5), within(1e-5));
    double[] clipped = learned(estimator.setGradientClipNorm(0.01).setEpochs(1).fit(rows));
    double norm = Math.hypot(Math.hypot(clipped[0], clipped[1]), clipped[2]);
    assertThat(norm).isCloseTo(0.01 * TrainableGraphs.OWN_RATE, within(1e-6));
  }

  @Test
  void weightsOfRowsCountInLossAndGradient() {
    Dataset<Row> weighted =
        Points.plane(spark(), ROWS).selectExpr("*", "int(id % 2) * 2 AS weight");
    Dataset<Row> half = weighted.filter("weight > 0");
    TFEstimator estimator = fullBatch(TrainableGraphs::linear, "errors", false);
    TFModel model = estimator.copy(ParamMap.empty()).setWeightCol("weight").fit(weighted);
    assertThat(learned(model))
        .containsExactly(descended(half, 5, TrainableGraphs.OWN_RATE, 0), within(1e-5));
    assertThat(last(model).get("loss"))
        .isCloseTo(last(estimator.fit(half)).get("loss"), within(1e-6));
  }

  @Test
  void variablesThatAreNotNamedStayAsTheyAre() {
    TFEstimator estimator = fullBatch(TrainableGraphs::linear, "errors", false);
    double[] slopes =
        learned(
            estimator
                .setTrainableVariables("w*")
                .setOptimizer("adam")
                .fit(Points.plane(spark(), ROWS)));
    assertThat(slopes[2]).isZero();
    assertThat(slopes[0]).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "sgd(momentum=0.9)", "rmsprop", "nadam", "ftrl", "lamb"})
  void aTrainingThatGoesOnGivesWhatOneInOnePieceGives(String optimizer) {
    TFEstimator estimator = estimator().setOptimizer(optimizer).setEpochs(6);
    Dataset<Row> rows = Points.plane(spark(), 50);
    TFModel whole = estimator.copy(ParamMap.empty()).fit(rows);
    TFModel same = estimator.copy(ParamMap.empty()).fit(rows);
    assertThat(same.getGraph()).isEqualTo(whole.getGraph());

    estimator.setCheckpointDir(folder.resolve("checkpoints").toString());
    estimator.copy(ParamMap.empty()).setEpochs(2).fit(rows);
    TFModel resumed = estimator.fit(rows);
    assertThat(resumed.getGraph()).isEqualTo(whole.getGraph());
    assertThat(metrics(resumed)).isEqualTo(metrics(whole)).hasSize(6);
  }

  @Test
  void theOwnTrainOpGoesOnFromACheckpoint() {
    TFEstimator estimator = fullBatch(TrainableGraphs::oldLinear, "error", true).setBatchSize(7);
    Dataset<Row> rows = Points.plane(spark(), 50);
    TFModel whole = estimator.copy(ParamMap.empty()).setEpochs(4).fit(rows);
    estimator.setCheckpointDir(folder.resolve("checkpoints").toString());
    estimator.copy(ParamMap.empty()).setEpochs(1).fit(rows);
    assertThat(estimator.setEpochs(4).fit(rows).getGraph()).isEqualTo(whole.getGraph());
  }

  private static List<Map<String, Double>> metrics(TFModel model) {
    return model.summary().epochs().stream().map(EpochResult::metrics).toList();
  }

  @Test
  void validatesAndStopsEarlyWithTheBestVariables() {
    TFModel model =
        estimator()
            .setLearningRate(3)
            .setEpochs(30)
            .setValidationFraction(0.3)
            .setEarlyStoppingPatience(2)
            .setTensorBoardDir(folder.resolve("events").toString())
            .fit(Points.plane(spark(), ROWS));
    assertThat(model.summary().stoppedEarly()).isTrue();
    assertThat(last(model)).containsOnlyKeys("loss", "val_loss");
    assertThat(DoubleStream.of(learned(model)).allMatch(Double::isFinite)).isTrue();
    assertThat(folder.resolve("events")).isNotEmptyDirectory();
  }

  @Test
  void crossValidatorFindsTheLearningRate() {
    TFEstimator estimator = estimator();
    CrossValidatorModel best =
        new CrossValidator()
            .setEstimator(estimator)
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(estimator.learningRate(), new double[] {1e-5, 0.3})
                    .build())
            .setEvaluator(new RegressionEvaluator().setPredictionCol("predicted"))
            .setNumFolds(2)
            .setParallelism(2)
            .fit(Points.plane(spark(), 60));
    assertThat(best.avgMetrics()[1]).isLessThan(best.avgMetrics()[0] / 2);
  }

  @Test
  void goesOnFromTheValuesThatASessionHas() {
    double[] moved = {0.5, 0.25, -1};
    TFInputGraph graph;
    try (Graph live = new Graph();
        Session session = new Session(live)) {
      Ops tf = Ops.create(live);
      TrainableGraphs.linear(tf);
      session.run(
          tf.assignVariableOp(
              live.operation("w").output(0), tf.constant(new float[][] {{0.5f}, {0.25f}})));
      session.run(
          tf.assignVariableOp(live.operation("b").output(0), tf.constant(new float[] {-1})));
      graph = TFInputGraph.fromTrainable(live, session);
    }
    TFEstimator estimator = estimator().setGraph(graph).setLearningRate(1e-30).setEpochs(1);
    assertThat(learned(estimator.fit(Points.plane(spark(), ROWS)))).containsExactly(moved);
    assertThat(
            new TFTransformer()
                .setGraph(graph)
                .setInputMapping(Map.of("features", "x"))
                .setOutputMapping(Map.of("prediction", "predicted"))
                .transform(spark().sql("SELECT array(2D, 4D) AS features"))
                .first()
                .<Float>getAs("predicted"))
        .isEqualTo(1f);
  }

  @Test
  void readsGraphsWithAnInitializer() throws IOException {
    Path file = folder.resolve("graph.pb");
    try (Graph live = new Graph()) {
      TrainableGraphs.oldLinear(Ops.create(live));
      Files.write(file, live.toGraphDef().toByteArray());
    }
    TFInputGraph graph = TFInputGraph.fromGraphDef(file.toString(), "Init");
    assertThat(graph).isEqualTo(TFInputGraph.build(TrainableGraphs::oldLinear));
    assertThat(graph.inputs()).extracting(TensorSpec::name).containsExactly("x:0", "y:0");
  }

  @Test
  void theModelsGraphHoldsNoVariableAndNoStep() {
    TFInputGraph trained = estimator().fit(Points.plane(spark(), ROWS)).getGraph();
    String file = folder.resolve("trained.pb").toString();
    trained.saveGraphDef(file);
    assertThat(TFInputGraph.fromGraphDef(file)).isEqualTo(trained);
    assertThat(trained.outputs()).extracting(TensorSpec::name).containsExactly("prediction:0");
    assertThatThrownBy(() -> trained.tensorOrThrow("errors"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Double> last(TFModel fitted) {
    List<EpochResult> epochs = fitted.summary().epochs();
    return epochs.get(epochs.size() - 1).metrics();
  }
}
