package io.dlpipelines.tensorflow;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A linear model of two numbers with variables {@code w}, [2, 1], and {@code b}, [1], that begin
 * with zeros: {@code prediction} of {@code x}, squared errors {@code errors} and their mean {@code
 * error} against {@code y}, and a step down the mean's gradients {@code train}.
 */
final class TrainableGraphs {
  static final float OWN_RATE = 0.1f;

  private TrainableGraphs() {}

  /** Resource variables, as TensorFlow 2 has them. */
  static void linear(Ops tf) {
    Operand<? extends TType> w = variable(tf, "w", Shape.of(2, 1), tf.constant(new float[2][1]));
    Operand<? extends TType> b = variable(tf, "b", Shape.of(1), tf.constant(new float[1]));
    Errors errors =
        errors(tf, tf.readVariableOp(w, TFloat32.class), tf.readVariableOp(b, TFloat32.class));
    Operand<TFloat32> rate = tf.constant(OWN_RATE);
    Op changedW = tf.train.resourceApplyGradientDescent(w, rate, errors.gradientOfW());
    Op changedB = tf.train.resourceApplyGradientDescent(b, rate, errors.gradientOfB());
    tf.withControlDependencies(List.of(changedW, changedB)).withName("train").noOp();
  }

  /** Reference variables, as TensorFlow 1 has them. */
  static void oldLinear(Ops tf) {
    Operand<TFloat32> w = tf.withName("w").variable(tf.constant(new float[2][1]));
    Operand<TFloat32> b = tf.withName("b").variable(tf.constant(new float[1]));
    Errors errors = errors(tf, tf.identity(w), tf.identity(b));
    Operand<TFloat32> rate = tf.constant(OWN_RATE);
    Op changedW = tf.train.applyGradientDescent(w, rate, errors.gradientOfW());
    Op changedB = tf.train.applyGradientDescent(b, rate, errors.gradientOfB());
    tf.withControlDependencies(List.of(changedW, changedB)).withName("train").noOp();
  }

  static Operand<? extends TType> variable(
      Ops tf, String name, Shape shape, Operand<TFloat32> first) {
    VarHandleOp handle =
        tf.withName(name).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    tf.withInitScope().assignVariableOp(handle.resource(), first);
    return handle.resource();
  }

  private record Errors(Operand<TFloat32> gradientOfW, Operand<TFloat32> gradientOfB) {}

  private static Errors errors(Ops tf, Operand<TFloat32> w, Operand<TFloat32> b) {
    Placeholder<TFloat32> x =
        tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    Placeholder<TFloat32> y =
        tf.withName("y").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> prediction =
        tf.withName("prediction")
            .squeeze(
                tf.math.add(tf.linalg.matMul(x, w), b),
                org.tensorflow.op.core.Squeeze.axis(List.of(1L)));
    Operand<TFloat32> error = tf.math.sub(prediction, y);
    Operand<TFloat32> errors = tf.withName("errors").math.square(error);
    tf.withName("error").math.mean(errors, tf.constant(0));
    tf.withName("distance").math.abs(error);
    tf.withName("close").math.less(tf.math.abs(error), tf.constant(0.05f));
    Operand<TFloat32> share =
        tf.math.div(
            tf.math.mul(error, tf.constant(2f)), tf.dtypes.cast(tf.size(error), TFloat32.class));
    Operand<TFloat32> column = tf.expandDims(share, tf.constant(1));
    return new Errors(
        tf.linalg.matMul(x, column, org.tensorflow.op.linalg.MatMul.transposeA(true)),
        tf.reduceSum(column, tf.constant(0)));
  }

  /** Trains by stochastic gradient descent with gradients that TensorFlow makes. */
  static TFEstimator estimator() {
    return new TFEstimator("linear")
        .setGraph(TFInputGraph.build(TrainableGraphs::linear))
        .setInputMapping(Map.of("features", "x"))
        .setLabelMapping(Map.of("label", "y"))
        .setOutputMapping(Map.of("prediction", "predicted"))
        .setLossTensor("errors")
        .setOptimizer("sgd")
        .setLearningRate(OWN_RATE)
        .setBatchSize(8)
        .setEpochs(5)
        .setIntraOpParallelism(1)
        .setSeed(1);
  }
}
