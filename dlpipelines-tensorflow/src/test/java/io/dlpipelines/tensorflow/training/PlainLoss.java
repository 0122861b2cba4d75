package io.dlpipelines.tensorflow.training;

import static java.lang.Math.abs;
import static java.lang.Math.log;
import static java.lang.Math.max;
import static java.lang.Math.pow;
import static java.lang.Math.signum;
import static java.lang.Math.sqrt;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** Keras 3's losses of one row, and their derivatives by hand, in double precision. */
interface PlainLoss {
  double EPSILON = 1e-7;

  double value(double[] labels, double[] predictions);

  /** By each prediction. */
  double[] slope(double[] labels, double[] predictions);

  /** Logits are to be made probabilities before. */
  static PlainLoss of(String name, Map<String, Double> settings) {
    double alpha = settings.getOrDefault("alpha", 0.25);
    double gamma = settings.getOrDefault("gamma", 2.0);
    double delta = settings.getOrDefault("delta", 1.0);
    return switch (name) {
      case "sparse_categorical_crossentropy", "categorical_crossentropy" -> new Crossentropy(0, 1);
      case "categorical_focal_crossentropy" -> new Crossentropy(gamma, alpha);
      case "binary_crossentropy" -> mean(PlainLoss::binary, (y, p) -> (1 - y) / (1 - p) - y / p);
      case "binary_focal_crossentropy" ->
          binaryFocal(gamma, settings.containsKey("apply_class_balancing") ? alpha : -1);
      case "kl_divergence" -> sum((y, p) -> y * log(y / p), (y, p) -> -y / p);
      case "poisson" -> mean((y, p) -> p - y * log(p + EPSILON), (y, p) -> 1 - y / (p + EPSILON));
      case "mean_squared_error" -> mean((y, p) -> (p - y) * (p - y), (y, p) -> 2 * (p - y));
      case "mean_absolute_error" -> mean((y, p) -> abs(p - y), (y, p) -> signum(p - y));
      case "mean_absolute_percentage_error" ->
          mean((y, p) -> 100 * abs(p - y) / abs(y), (y, p) -> 100 * signum(p - y) / abs(y));
      case "mean_squared_logarithmic_error" ->
          mean(
              (y, p) -> pow(log(1 + p) - log(1 + y), 2),
              (y, p) -> 2 * (log(1 + p) - log(1 + y)) / (1 + p));
      case "huber" ->
          mean(
              (y, p) ->
                  abs(p - y) <= delta
                      ? (p - y) * (p - y) / 2
                      : delta * abs(p - y) - delta * delta / 2,
              (y, p) -> abs(p - y) <= delta ? p - y : delta * signum(p - y));
      case "log_cosh" -> mean((y, p) -> log(Math.cosh(p - y)), (y, p) -> Math.tanh(p - y));
      case "cosine_similarity" -> new Cosine();
      case "hinge" ->
          mean((y, p) -> max(1 - sign(y) * p, 0), (y, p) -> sign(y) * p < 1 ? -sign(y) : 0);
      case "squared_hinge" ->
          mean(
              (y, p) -> pow(max(1 - sign(y) * p, 0), 2),
              (y, p) -> -2 * sign(y) * max(1 - sign(y) * p, 0));
      case "categorical_hinge" -> new CategoricalHinge();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Labels of 0 stand for -1. */
  private static double sign(double label) {
    return label == 0 ? -1 : label;
  }

  private static double binary(double y, double p) {
    return -y * log(p) - (1 - y) * log(1 - p);
  }

  private static PlainLoss binaryFocal(double gamma, double alpha) {
    DoubleBinaryOperator missed = (y, p) -> 1 - y * p - (1 - y) * (1 - p);
    DoubleBinaryOperator weight = (y, p) -> alpha < 0 ? 1 : y * alpha + (1 - y) * (1 - alpha);
    return mean(
        (y, p) ->
            weight.applyAsDouble(y, p) * pow(missed.applyAsDouble(y, p), gamma) * binary(y, p),
        (y, p) ->
            weight.applyAsDouble(y, p)
                * (gamma * pow(missed.applyAsDouble(y, p), gamma - 1) * (1 - 2 * y) * binary(y, p)
                    + pow(missed.applyAsDouble(y, p), gamma) * ((1 - y) / (1 - p) - y / p)));
  }

  private static PlainLoss mean(DoubleBinaryOperator value, DoubleBinaryOperator slope) {
    return new Elements(value, slope, true);
  }

  private static PlainLoss sum(DoubleBinaryOperator value, DoubleBinaryOperator slope) {
    return new Elements(value, slope, false);
  }

  /** The sum or mean over units. */
  record Elements(DoubleBinaryOperator value, DoubleBinaryOperator slope, boolean mean)
      implements PlainLoss {

    @Override
    public double value(double[] y, double[] p) {
      return IntStream.range(0, y.length)
              .mapToDouble(unit -> value.applyAsDouble(y[unit], p[unit]))
              .sum()
          / (mean ? y.length : 1);
    }

    @Override
    public double[] slope(double[] y, double[] p) {
      return IntStream.range(0, y.length)
          .mapToDouble(unit -> slope.applyAsDouble(y[unit], p[unit]) / (mean ? y.length : 1))
          .toArray();
    }
  }

  /** {@code -sum(alpha (1 - q)^gamma y log(q))} of probabilities q that are made to sum to 1. */
  record Crossentropy(double gamma, double alpha) implements PlainLoss {

    @Override
    public double value(double[] y, double[] p) {
      double sum = Arrays.stream(p).sum();
      return IntStream.range(0, y.length)
          .mapToDouble(
              unit -> -alpha * pow(1 - p[unit] / sum, gamma) * y[unit] * log(p[unit] / sum))
          .sum();
    }

    @Override
    public double[] slope(double[] y, double[] p) {
      double sum = Arrays.stream(p).sum();
      double[] byNormalized = new double[y.length];
      double common = 0;
      for (int unit = 0; unit < y.length; unit++) {
        double q = p[unit] / sum;
        double focus = gamma == 0 ? 0 : gamma * pow(1 - q, gamma - 1) * log(q);
        byNormalized[unit] = -alpha * y[unit] * (pow(1 - q, gamma) / q - focus);
        common += byNormalized[unit] * q;
      }
      double[] slope = new double[y.length];
      for (int unit = 0; unit < y.length; unit++) {
        slope[unit] = (byNormalized[unit] - common) / sum;
      }
      return slope;
    }
  }

  /** Minus the cosine. */
  record Cosine() implements PlainLoss {

    @Override
    public double value(double[] y, double[] p) {
      return -dot(y, p) / sqrt(dot(y, y) * dot(p, p));
    }

    @Override
    public double[] slope(double[] y, double[] p) {
      double size = sqrt(dot(p, p));
      double cosine = -value(y, p);
      return IntStream.range(0, y.length)
          .mapToDouble(unit -> (cosine * p[unit] / size - y[unit] / sqrt(dot(y, y))) / size)
          .toArray();
    }
  }

  /** {@code max(1 + the best other - that of the class, 0)}. */
  record CategoricalHinge() implements PlainLoss {

    @Override
    public double value(double[] y, double[] p) {
      int other = other(y, p);
      return max(1 + (1 - y[other]) * p[other] - dot(y, p), 0);
    }

    @Override
    public double[] slope(double[] y, double[] p) {
      double[] slope = new double[y.length];
      if (value(y, p) > 0) {
        int other = other(y, p);
        Arrays.setAll(slope, unit -> -y[unit]);
        slope[other] += 1 - y[other];
      }
      return slope;
    }

    private static int other(double[] y, double[] p) {
      int best = 0;
      for (int unit = 1; unit < y.length; unit++) {
        best = (1 - y[unit]) * p[unit] > (1 - y[best]) * p[best] ? unit : best;
      }
      return best;
    }
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(at -> a[at] * b[at]).sum();
  }
}
