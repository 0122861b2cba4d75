package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.TrainableGraphs.estimator;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

class TFEstimatorErrorsTest extends SparkTest {

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(stage -> cleared(stage, "graph"), "Param graph is not set"),
        mistake(stage -> cleared(stage, "lossTensor"), "Param lossTensor is not set"),
        mistake(stage -> cleared(stage, "outputMapping"), "Param outputMapping is not set"),
        mistake(
            stage -> stage.setLossTensor("error_s"),
            "loss tensor [error_s] is not in the graph; there is [error:0, distance:0, close:0]."
                + " The nearest are [error:0, errors:0, x:0]. Set lossTensor to one of these."),
        mistake(
            stage -> stage.setInputMapping(Map.of("features", "z")),
            "input tensor [z] is not in the graph"),
        mistake(
            stage -> stage.setOutputMapping(Map.of("predictions", "p")),
            "output tensor [predictions] is not in the graph"),
        mistake(
            stage -> stage.setOutputMapping(Map.of("ReadVariableOp", "weights")),
            "what is fetched depends on none of the inputs; there is outputMapping"
                + " {ReadVariableOp=weights} and inputMapping {features=x}. Fetch tensors that rows"
                + " are computed to."),
        mistake(
            stage -> stage.setMetrics("accuracy"), "metric tensor [accuracy] is not in the graph"),
        mistake(
            stage -> stage.setMetrics("x"),
            "tensor [x:0] cannot be the metric; there is FLOAT32 [?, 2]. Name a tensor of"
                + " floating-point numbers, one for each row or one for the batch."),
        mistake(
            stage -> stage.setLossTensor("close"),
            "tensor [close:0] cannot be the loss; there is BOOL [?]"),
        mistake(
            stage -> cleared(stage, "labelMapping"),
            "training needs inputs that no column is fed to: [y]; there is [features=x:0]. Add"
                + " them to inputMapping, or to labelMapping where only training needs them."),
        mistake(
            stage -> stage.setLabelMapping(Map.of("features", "x")),
            "tensor [x] is fed by more than one column"),
        mistake(stage -> stage.setLabelMapping(Map.of("lable", "y")), "there is no column [lable]"),
        mistake(
            stage -> stage.setLabelMapping(Map.of("id", "y", "label", "x")),
            "cannot be fed to tensor"),
        mistake(
            stage -> stage.setLabelMapping(Map.of("name", "y")),
            "column [name] of type string cannot be fed to tensor [y:0"),
        mistake(
            stage -> stage.setLabelMapping(Map.of("features", "y")),
            "column [features] of type array<double> leaves no dimension of tensor"),
        mistake(
            stage -> stage.setLossTensor("error").setWeightCol("label"),
            "rows cannot have weights, since the loss [error:0 FLOAT32 []] is no number for each"
                + " row; there is shape []. Clear weightCol, or set lossTensor to a tensor of"
                + " shape [batch]."),
        mistake(
            stage -> stage.setTrainOp("train"),
            "trainOp changes the variables as the graph says, so nothing else can; there is also"
                + " [optimizer, learningRate]. Clear these, or trainOp."),
        mistake(
            stage -> cleared(cleared(stage, "optimizer"), "learningRate").setTrainOp("trian"),
            "there is no operation [trian] in the graph; there is [train,"),
        mistake(
            stage -> stage.setTrainableVariables("w", "weights*"),
            "the loss [errors:0] depends on no variable [weights*] of 32-bit floats; there is [w,"
                + " b]. Set trainableVariables to some of these."),
        mistake(stage -> stage.setOptimizer("sdg"), "optimizer: "),
        mistake(stage -> stage.setHandleInvalid("keep"), "handleInvalid cannot be keep"));
  }

  private static Arguments mistake(UnaryOperator<TFEstimator> change, String message) {
    return Arguments.of(change, message);
  }

  private static TFEstimator cleared(TFEstimator stage, String param) {
    stage.clear(stage.getParam(param));
    return stage;
  }

  private static Dataset<Row> rows() {
    return Points.plane(spark(), 8).withColumn("name", org.apache.spark.sql.functions.lit("a"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrong(UnaryOperator<TFEstimator> change, String message) {
    TFEstimator wrong = change.apply(estimator());
    assertThatThrownBy(() -> wrong.transformSchema(rows().schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TFEstimator linear: ")
        .hasMessageContaining(message);
    assertThatThrownBy(() -> wrong.fit(rows())).hasMessageContaining(message);
  }

  static Stream<Arguments> graphs() {
    return Stream.of(
        graph(
            tf -> tf.withName("loss").math.square(values(tf)),
            "nothing that training computes depends on a variable; there is loss tensor [loss:0]."
                + " Give a graph with variables, such as a SavedModel or a checkpoint, and not a"
                + " frozen one."),
        graph(
            tf -> tf.withName("loss").math.mul(values(tf), tf.stopGradient(scalar(tf, "w"))),
            "lossTensor: The loss [loss:0] does not change with any of the variables [w]."),
        graph(
            tf -> {
              Operand<TFloat32> each = tf.math.mul(values(tf), scalar(tf, "w"));
              tf.withName("loss").math.betainc(each, each, each);
            },
            "lossTensor: TensorFlow has no gradient of operation [loss] of type Betainc"),
        graph(
            tf -> {
              VarHandleOp wide = tf.withName("wide").varHandleOp(TFloat64.class, Shape.scalar());
              tf.withInitScope().assignVariableOp(wide.resource(), tf.constant(1.0));
              Operand<TFloat64> read = tf.readVariableOp(wide.resource(), TFloat64.class);
              tf.withName("loss").math.mul(tf.dtypes.cast(values(tf), TFloat64.class), read);
            },
            "the loss [loss:0] depends on no variable that can be trained; there is [wide FLOAT64]."
                + " Give a loss that depends on variables of 32-bit floats, or set trainOp."),
        graph(
            tf -> {
              Operand<TFloat32> w = tf.withName("w").variable(tf.constant(1f));
              Operand<TFloat32> moved = tf.assignAdd(w, tf.constant(1f));
              tf.withName("loss").math.mul(values(tf), moved);
            },
            "changes variable [w], which is a reference of TensorFlow 1, while the loss is"
                + " computed. Train with the graph's own trainOp, or make it a resource variable."),
        graph(
            tf -> {
              var table = tf.withName("sizes").hashTable(TInt64.class, TFloat32.class);
              Operand<TInt64> key = tf.dtypes.cast(values(tf), TInt64.class);
              Operand<TFloat32> found =
                  tf.lookupTableFind(table.tableHandle(), key, tf.constant(0f));
              tf.withName("loss").math.mul(found, scalar(tf, "w"));
            },
            "training needs table [sizes]"),
        graph(
            tf ->
                tf.withName("loss")
                    .math
                    .mul(
                        values(tf),
                        tf.dtypes.cast(
                            tf.withName("count")
                                .placeholder(TInt64.class, Placeholder.shape(Shape.scalar())),
                            TFloat32.class)),
            "training needs inputs that no column is fed to: [count]"));
  }

  private static Arguments graph(Consumer<Ops> builder, String message) {
    return Arguments.of(builder, message);
  }

  private static Operand<TFloat32> values(Ops tf) {
    return tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
  }

  private static Operand<TFloat32> scalar(Ops tf, String name) {
    return tf.readVariableOp(
        TrainableGraphs.variable(tf, name, Shape.scalar(), tf.constant(1f)), TFloat32.class);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void saysWhyAGraphCannotBeTrained(Consumer<Ops> builder, String message) {
    TFEstimator wrong =
        new TFEstimator()
            .setGraph(TFInputGraph.build(builder))
            .setInputMapping(Map.of("label", "x"))
            .setOutputMapping(Map.of("loss", "loss"))
            .setLossTensor("loss");
    assertThatThrownBy(() -> wrong.fit(Points.plane(spark(), 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesVariablesWithoutValues() {
    assertThatThrownBy(
            () ->
                TFInputGraph.build(
                    tf -> tf.withName("w").varHandleOp(TFloat32.class, Shape.scalar())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "The graph has the variables [w], and no operation [Init] that gives them their first"
                + " values.");
  }

  @Test
  void refusesVariablesThatAreOne() {
    assertThatThrownBy(
            () ->
                TFInputGraph.build(
                    tf ->
                        List.of("w", "b")
                            .forEach(
                                name ->
                                    tf.withName(name).varHandleOp(TFloat32.class, Shape.scalar()))))
        .hasMessageContaining("Give each VarHandleOp a sharedName of its own.");
  }
}
