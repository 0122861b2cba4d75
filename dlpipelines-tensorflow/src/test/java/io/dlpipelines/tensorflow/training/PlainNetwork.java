package io.dlpipelines.tensorflow.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Two dense layers, the first with tanh, and their derivatives by hand, in double precision. */
final class PlainNetwork {
  static final List<String> WEIGHTS =
      List.of("hidden/kernel", "hidden/bias", "out/kernel", "out/bias");

  private final Head head;
  private final PlainLoss loss;
  private final Penalties penalties;

  /** In the order of {@link #WEIGHTS}; kernels by rows of inputs. */
  private final List<double[]> weights;

  /** The activation of the second layer. */
  enum Head {
    LINEAR,
    SIGMOID,
    SOFTPLUS,
    SOFTMAX;

    double[] apply(double[] x) {
      return switch (this) {
        case LINEAR -> x;
        case SIGMOID -> Arrays.stream(x).map(each -> 1 / (1 + Math.exp(-each))).toArray();
        case SOFTPLUS -> Arrays.stream(x).map(each -> Math.log1p(Math.exp(each))).toArray();
        case SOFTMAX -> {
          double sum = Arrays.stream(x).map(Math::exp).sum();
          yield Arrays.stream(x).map(each -> Math.exp(each) / sum).toArray();
        }
      };
    }

    /** Slopes by what it is applied to, of slopes by what it gives. */
    double[] back(double[] x, double[] slopes) {
      double[] p = apply(x);
      double common =
          IntStream.range(0, x.length).mapToDouble(unit -> slopes[unit] * p[unit]).sum();
      return IntStream.range(0, x.length)
          .mapToDouble(
              unit ->
                  switch (this) {
                    case LINEAR -> slopes[unit];
                    case SIGMOID -> slopes[unit] * p[unit] * (1 - p[unit]);
                    case SOFTPLUS -> slopes[unit] / (1 + Math.exp(-x[unit]));
                    case SOFTMAX -> p[unit] * (slopes[unit] - common);
                  })
          .toArray();
    }
  }

  /**
   * What is added to the loss.
   *
   * @param l1 of the second kernel's absolute values
   * @param l2 of the first kernel's squares
   * @param activity of the squares of what the first layer gives, over the rows
   */
  record Penalties(double l1, double l2, double activity) {
    static final Penalties NONE = new Penalties(0, 0, 0);
  }

  /** A loss, and its derivatives by the weights. */
  record Derived(double loss, List<double[]> gradients) {}

  PlainNetwork(Head head, PlainLoss loss, Penalties penalties, List<double[]> weights) {
    this.head = head;
    this.loss = loss;
    this.penalties = penalties;
    this.weights = weights;
  }

  List<double[]> weights() {
    return weights;
  }

  /**
   * The mean of the weighted losses of samples, and penalties.
   *
   * @param rows what penalties of activities are divided by; a row may be several samples
   */
  Derived derive(double[][] inputs, double[][] labels, double[] sampleWeights, int rows) {
    List<double[]> gradients = new ArrayList<>();
    weights.forEach(each -> gradients.add(new double[each.length]));
    double total = 0;
    for (int sample = 0; sample < inputs.length; sample++) {
      double[] x = inputs[sample];
      double[] h = product(x, weights.get(0), weights.get(1));
      Arrays.setAll(h, unit -> Math.tanh(h[unit]));
      double[] z = product(h, weights.get(2), weights.get(3));
      double[] p = head.apply(z);
      double share = sampleWeights[sample] / inputs.length;
      total += share * loss.value(labels[sample], p);
      double[] slopes = loss.slope(labels[sample], p);
      Arrays.setAll(slopes, unit -> share * slopes[unit]);
      double[] byHidden = new double[h.length];
      back(h, head.back(z, slopes), weights.get(2), gradients.subList(2, 4), byHidden);
      for (int unit = 0; unit < h.length; unit++) {
        total += penalties.activity() * h[unit] * h[unit] / rows;
        byHidden[unit] += 2 * penalties.activity() * h[unit] / rows;
        byHidden[unit] *= 1 - h[unit] * h[unit];
      }
      back(x, byHidden, weights.get(0), gradients.subList(0, 2), new double[x.length]);
    }
    for (int at = 0; at < weights.get(0).length; at++) {
      double weight = weights.get(0)[at];
      total += penalties.l2() * weight * weight;
      gradients.get(0)[at] += 2 * penalties.l2() * weight;
    }
    for (int at = 0; at < weights.get(2).length; at++) {
      total += penalties.l1() * Math.abs(weights.get(2)[at]);
      gradients.get(2)[at] += penalties.l1() * Math.signum(weights.get(2)[at]);
    }
    return new Derived(total, gradients);
  }

  private static double[] product(double[] x, double[] kernel, double[] bias) {
    double[] y = bias.clone();
    for (int row = 0; row < x.length; row++) {
      for (int unit = 0; unit < y.length; unit++) {
        y[unit] += x[row] * kernel[row * y.length + unit];
      }
    }
    return y;
  }

  private static void back(
      double[] x, double[] slopes, double[] kernel, List<double[]> gradients, double[] byInput) {
    for (int unit = 0; unit < slopes.length; unit++) {
      gradients.get(1)[unit] += slopes[unit];
      for (int row = 0; row < x.length; row++) {
        gradients.get(0)[row * slopes.length + unit] += x[row] * slopes[unit];
        byInput[row] += kernel[row * slopes.length + unit] * slopes[unit];
      }
    }
  }
}
