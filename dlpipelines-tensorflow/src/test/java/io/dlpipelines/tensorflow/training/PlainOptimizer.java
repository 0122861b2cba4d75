package io.dlpipelines.tensorflow.training;

import static java.lang.Math.abs;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.pow;
import static java.lang.Math.signum;
import static java.lang.Math.sqrt;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** Keras 3's formulas, number by number, in double precision. */
abstract class PlainOptimizer {
  private final Map<String, double[]> kept = new HashMap<>();
  private double[] weights;
  double learningRate;
  int step;

  static PlainOptimizer of(String name, Map<String, Double> settings) {
    return switch (name) {
      case "sgd" -> sgd(settings);
      case "rmsprop" -> rmsprop(settings);
      case "adagrad" -> adagrad(settings);
      case "adadelta" -> adadelta(settings);
      case "adam", "adamw" -> adam(settings);
      case "adamax" -> adamax(settings);
      case "nadam" -> nadam(settings);
      case "ftrl" -> ftrl(settings);
      case "lamb" -> lamb(settings);
      case "lion" -> lion(settings);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The next weight, or the change of it. */
  abstract double next(int index, double weight, double gradient);

  void step(double[] weights, double[] gradient, double learningRate, double weightDecay) {
    this.weights = weights;
    this.learningRate = learningRate;
    step++;
    for (int index = 0; index < weights.length; index++) {
      weights[index] -= weights[index] * weightDecay * learningRate;
    }
    double[] before = weights.clone();
    for (int index = 0; index < weights.length; index++) {
      weights[index] = next(index, before[index], gradient[index]);
    }
    after(before, weights);
  }

  void after(double[] before, double[] next) {}

  /** Replaces what is kept of a number, and gives the new value. */
  double keep(String name, int index, double initial, DoubleBinaryOperator update, double term) {
    double[] values =
        kept.computeIfAbsent(
            name,
            absent -> {
              double[] fresh = new double[weights.length];
              Arrays.fill(fresh, initial);
              return fresh;
            });
    values[index] = update.applyAsDouble(values[index], term);
    return values[index];
  }

  double mean(String name, int index, double beta, double term) {
    return keep(name, index, 0, (old, now) -> beta * old + (1 - beta) * now, term);
  }

  private static PlainOptimizer sgd(Map<String, Double> settings) {
    double momentum = settings.getOrDefault("momentum", 0.0);
    boolean nesterov = settings.containsKey("nesterov");
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double change =
            keep("m", index, 0, (old, now) -> old * momentum - now, gradient * learningRate);
        return weight + (nesterov ? change * momentum - gradient * learningRate : change);
      }
    };
  }

  private static PlainOptimizer rmsprop(Map<String, Double> settings) {
    double rho = settings.getOrDefault("rho", 0.9);
    double momentum = settings.getOrDefault("momentum", 0.0);
    double epsilon = settings.getOrDefault("epsilon", 1e-7);
    boolean centered = settings.containsKey("centered");
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double square = mean("v", index, rho, gradient * gradient);
        double mean = mean("g", index, rho, gradient);
        double root = sqrt(square - (centered ? mean * mean : 0) + epsilon);
        return weight
            - keep(
                "m", index, 0, (old, now) -> momentum * old + now, learningRate * gradient / root);
      }
    };
  }

  private static PlainOptimizer adagrad(Map<String, Double> settings) {
    double initial = settings.getOrDefault("initial_accumulator_value", 0.1);
    double epsilon = settings.getOrDefault("epsilon", 1e-7);
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double sum = keep("s", index, initial, Double::sum, gradient * gradient);
        return weight - learningRate * gradient / sqrt(sum + epsilon);
      }
    };
  }

  private static PlainOptimizer adadelta(Map<String, Double> settings) {
    double rho = settings.getOrDefault("rho", 0.95);
    double epsilon = settings.getOrDefault("epsilon", 1e-7);
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double square = mean("g", index, rho, gradient * gradient);
        double changes = keep("d", index, 0, (old, now) -> old, 0);
        double change = -sqrt(changes + epsilon) * gradient / sqrt(square + epsilon);
        mean("d", index, rho, change * change);
        return weight + learningRate * change;
      }
    };
  }

  private static PlainOptimizer adam(Map<String, Double> settings) {
    double beta1 = settings.getOrDefault("beta_1", 0.9);
    double beta2 = settings.getOrDefault("beta_2", 0.999);
    double epsilon = settings.getOrDefault("epsilon", 1e-7);
    boolean amsgrad = settings.containsKey("amsgrad");
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double alpha = learningRate * sqrt(1 - pow(beta2, step)) / (1 - pow(beta1, step));
        double mean = mean("m", index, beta1, gradient);
        double square = mean("v", index, beta2, gradient * gradient);
        double largest = keep("h", index, 0, Math::max, square);
        return weight - mean * alpha / (sqrt(amsgrad ? largest : square) + epsilon);
      }
    };
  }

  private static PlainOptimizer adamax(Map<String, Double> settings) {
    double beta1 = settings.getOrDefault("beta_1", 0.9);
    double beta2 = settings.getOrDefault("beta_2", 0.999);
    double epsilon = settings.getOrDefault("epsilon", 1e-7);
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double mean = mean("m", index, beta1, gradient);
        double norm = keep("u", index, 0, (old, now) -> max(beta2 * old, now), abs(gradient));
        return weight - learningRate * mean / ((1 - pow(beta1, step)) * (norm + epsilon));
      }
    };
  }

  private static PlainOptimizer nadam(Map<String, Double> settings) {
    double beta1 = settings.getOrDefault("beta_1", 0.9);
    double beta2 = settings.getOrDefault("beta_2", 0.999);
    double epsilon = settings.getOrDefault("epsilon", 1e-7);
    return new PlainOptimizer() {
      private double momentum(int number) {
        return beta1 * (1 - 0.5 * pow(0.96, number));
      }

      @Override
      double next(int index, double weight, double gradient) {
        double product = 1;
        for (int number = 1; number <= step; number++) {
          product *= momentum(number);
        }
        double mean = mean("m", index, beta1, gradient);
        double square = mean("v", index, beta2, gradient * gradient) / (1 - pow(beta2, step));
        double ahead =
            momentum(step + 1) * mean / (1 - product * momentum(step + 1))
                + (1 - momentum(step)) * gradient / (1 - product);
        return weight - ahead * learningRate / (sqrt(square) + epsilon);
      }
    };
  }

  private static PlainOptimizer ftrl(Map<String, Double> settings) {
    double power = settings.getOrDefault("learning_rate_power", -0.5);
    double initial = settings.getOrDefault("initial_accumulator_value", 0.1);
    double l1 = settings.getOrDefault("l1_regularization_strength", 0.0);
    double l2 = settings.getOrDefault("l2_regularization_strength", 0.0);
    double shrinkage = settings.getOrDefault("l2_shrinkage_regularization_strength", 0.0);
    double beta = settings.getOrDefault("beta", 0.0);
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double sum = keep("n", index, initial, (old, now) -> old, 0);
        double nextSum = keep("n", index, initial, Double::sum, gradient * gradient);
        double sigma = (pow(nextSum, -power) - pow(sum, -power)) / learningRate;
        double linear =
            keep("z", index, 0, Double::sum, gradient + 2 * shrinkage * weight - sigma * weight);
        double quadratic =
            pow(nextSum, -power) / learningRate + 2 * (l2 + beta / (2 * learningRate));
        return (max(-l1, min(l1, linear)) - linear) / quadratic;
      }
    };
  }

  private static PlainOptimizer lamb(Map<String, Double> settings) {
    double beta1 = settings.getOrDefault("beta_1", 0.9);
    double beta2 = settings.getOrDefault("beta_2", 0.999);
    double epsilon = settings.getOrDefault("epsilon", 1e-7);
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double mean = mean("m", index, beta1, gradient) / (1 - pow(beta1, step));
        double square = mean("v", index, beta2, gradient * gradient) / (1 - pow(beta2, step));
        return mean / (sqrt(square) + epsilon);
      }

      @Override
      void after(double[] before, double[] change) {
        double ratio = norm(before) > 0 && norm(change) > 0 ? norm(before) / norm(change) : 1;
        for (int index = 0; index < before.length; index++) {
          change[index] = before[index] - ratio * learningRate * change[index];
        }
      }
    };
  }

  private static double norm(double[] values) {
    return sqrt(Arrays.stream(values).map(value -> value * value).sum());
  }

  private static PlainOptimizer lion(Map<String, Double> settings) {
    double beta1 = settings.getOrDefault("beta_1", 0.9);
    double beta2 = settings.getOrDefault("beta_2", 0.99);
    return new PlainOptimizer() {
      @Override
      double next(int index, double weight, double gradient) {
        double old = keep("m", index, 0, (kept, now) -> kept, 0);
        mean("m", index, beta2, gradient);
        return weight - learningRate * signum(old * beta1 + gradient * (1 - beta1));
      }
    };
  }
}
