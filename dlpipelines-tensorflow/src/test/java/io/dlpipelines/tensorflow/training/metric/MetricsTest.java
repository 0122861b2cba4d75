package io.dlpipelines.tensorflow.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.training.FedGraph;
import io.dlpipelines.tensorflow.training.Loss.Labels;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.Rows;
import io.dlpipelines.tensorflow.training.loss.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Metrics against formulas in float64, written row by row. */
class MetricsTest {
  private static final double EPSILON = 1e-7;
  private static final int ROWS = 12;

  /** Of labels, predictions and weights of rows. */
  @FunctionalInterface
  interface Formula {
    double of(double[][] labels, double[][] predictions, double[] weights);
  }

  record Case(String text, Rows labels, Rows predictions, int units, Formula formula) {
    @Override
    public String toString() {
      return "%s of %s on %d %s".formatted(text, labels, units, predictions);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String text :
        List.of("accuracy", "acc", "categorical_accuracy", "sparse_categorical_accuracy")) {
      cases.add(mean(text, Rows.ONE_HOT, 4, MetricsTest::isBest));
    }
    cases.add(mean("accuracy", Rows.BITS, 1, (y, p) -> near(y, p, 0.5)));
    cases.add(mean("binary_accuracy", Rows.BITS, 3, (y, p) -> near(y, p, 0.5)));
    cases.add(mean("binary_accuracy(threshold=0.7)", Rows.BITS, 1, (y, p) -> near(y, p, 0.7)));
    for (String text :
        List.of("top_k_categorical_accuracy(k=2)", "sparse_top_k_categorical_accuracy(k=2)")) {
      cases.add(mean(text, Rows.ONE_HOT, 4, (y, p) -> isAmong(y, p, 2)));
    }
    cases.add(mean("top_k_categorical_accuracy", Rows.ONE_HOT, 8, (y, p) -> isAmong(y, p, 5)));

    cases.add(mean("mse", Rows.PROBABILITIES, 3, by((y, p) -> (y - p) * (y - p))));
    cases.add(mean("huber(delta=0.2)", Rows.PROBABILITIES, 3, by(MetricsTest::huber)));
    cases.add(mean("log_cosh_error", Rows.REAL, 2, by((y, p) -> Math.log(Math.cosh(y - p)))));
    cases.add(mean("cosine_similarity", Rows.REAL, 4, MetricsTest::cosine));
    cases.add(
        mean("binary_crossentropy", Rows.BITS, 2, by((y, p) -> -Math.log(y > 0 ? p : 1 - p))));
    cases.add(
        mean(
            "categorical_crossentropy",
            Rows.ONE_HOT,
            3,
            (y, p) -> -Math.log(p[Rows.largest(y)] / Arrays.stream(p).sum())));
    Formula squared = meanOf(by((y, p) -> (y - p) * (y - p)));
    for (String text : List.of("root_mean_squared_error", "rmse")) {
      cases.add(
          new Case(text, Rows.REAL, Rows.REAL, 3, (y, p, w) -> Math.sqrt(squared.of(y, p, w))));
    }

    cases.add(new Case("r2_score", Rows.REAL, Rows.REAL, 1, (y, p, w) -> r2(y, p, w, false)));
    cases.add(new Case("r2_score", Rows.REAL, Rows.REAL, 3, (y, p, w) -> r2(y, p, w, false)));
    cases.add(
        new Case(
            "r2_score(class_aggregation=variance_weighted_average)",
            Rows.REAL,
            Rows.REAL,
            3,
            (y, p, w) -> r2(y, p, w, true)));

    for (int units : new int[] {1, 3}) {
      cases.add(counts("precision", units, 0.5, c -> c[0] / (c[0] + c[1])));
      cases.add(counts("precision(thresholds=0.6)", units, 0.6, c -> c[0] / (c[0] + c[1])));
      cases.add(counts("recall", units, 0.5, c -> c[0] / (c[0] + c[2])));
      cases.add(counts("true_positives", units, 0.5, c -> c[0]));
      cases.add(counts("false_positives", units, 0.5, c -> c[1]));
      cases.add(counts("false_negatives", units, 0.5, c -> c[2]));
      cases.add(counts("true_negatives(thresholds=0.3)", units, 0.3, c -> c[3]));
    }
    cases.add(
        new Case(
            "recall(class_id=2)",
            Rows.ONE_HOT,
            Rows.PROBABILITIES,
            3,
            (y, p, w) -> {
              double[] c = confusion(column(y, 2), column(p, 2), w, 0.5);
              return c[0] / (c[0] + c[2]);
            }));

    cases.add(f("f1_score", 1, 0, (scores, share) -> mean(scores)));
    cases.add(f("f1_score(average=weighted)", 1, 0, MetricsTest::dot));
    cases.add(f("fbeta_score(beta=2)", 2, 0, (scores, share) -> mean(scores)));
    cases.add(f("f1_score(threshold=0.4)", 1, 0.4, (scores, share) -> mean(scores)));
    cases.add(
        new Case(
            "f1_score(average=micro, threshold=0.4)",
            Rows.BITS,
            Rows.PROBABILITIES,
            3,
            (y, p, w) -> f(confusion(y, p, w, 0.4), 1)));

    for (int thresholds : new int[] {200, 12, 2}) {
      String setting = "(num_thresholds=%d".formatted(thresholds);
      cases.add(auc("auc" + setting + ")", 1, thresholds, false, "interpolation"));
      cases.add(auc("auc" + setting + ", curve=PR)", 2, thresholds, true, "interpolation"));
      for (String method : List.of("minoring", "majoring")) {
        String rest = ", summation_method=" + method;
        cases.add(auc("auc" + setting + rest + ")", 1, thresholds, false, method));
        cases.add(auc("auc" + setting + rest + ", curve=PR)", 1, thresholds, true, method));
      }
    }
    cases.add(auc("auc", 1, 200, false, "interpolation"));
    cases.add(
        new Case(
            "AUC(class_id=1)",
            Rows.ONE_HOT,
            Rows.PROBABILITIES,
            2,
            (y, p, w) -> area(column(y, 1), column(p, 1), w, 200, false, "interpolation")));
    cases.add(
        new Case(
            "auc(from_logits=true)",
            Rows.BITS,
            Rows.REAL,
            1,
            (y, p, w) ->
                area(
                    y,
                    Arrays.stream(p)
                        .map(row -> new double[] {1 / (1 + Math.exp(-row[0]))})
                        .toArray(double[][]::new),
                    w,
                    200,
                    false,
                    "interpolation")));
    return cases;
  }

  private static Case mean(
      String text, Rows labels, int units, ToDoubleBiFunction<double[], double[]> row) {
    return new Case(
        text, labels, labels == Rows.REAL ? Rows.REAL : Rows.PROBABILITIES, units, meanOf(row));
  }

  private static Formula meanOf(ToDoubleBiFunction<double[], double[]> formula) {
    return (y, p, w) -> {
      double sum = 0;
      for (int row = 0; row < y.length; row++) {
        sum += w[row] * formula.applyAsDouble(y[row], p[row]);
      }
      return sum / Arrays.stream(w).sum();
    };
  }

  private static ToDoubleBiFunction<double[], double[]> by(DoubleBinaryOperator element) {
    return (y, p) -> {
      double sum = 0;
      for (int unit = 0; unit < y.length; unit++) {
        sum += element.applyAsDouble(y[unit], p[unit]);
      }
      return sum / y.length;
    };
  }

  private static double near(double[] y, double[] p, double threshold) {
    return by((label, score) -> (label == 1) == (score > threshold) ? 1 : 0).applyAsDouble(y, p);
  }

  private static double isBest(double[] y, double[] p) {
    return Rows.largest(y) == Rows.largest(p) ? 1 : 0;
  }

  private static double isAmong(double[] y, double[] p, int k) {
    double score = p[Rows.largest(y)];
    return Arrays.stream(p).filter(other -> other > score).count() < k ? 1 : 0;
  }

  private static double huber(double y, double p) {
    double error = Math.abs(y - p);
    return error <= 0.2 ? error * error / 2 : 0.2 * error - 0.02;
  }

  private static double cosine(double[] y, double[] p) {
    return dot(y, p) / Math.sqrt(dot(y, y) * dot(p, p));
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(unit -> a[unit] * b[unit]).sum();
  }

  private static double mean(double[] a) {
    return Arrays.stream(a).average().orElseThrow();
  }

  private static double r2(double[][] y, double[][] p, double[] w, boolean byVariance) {
    double scores = 0;
    double shares = 0;
    for (int unit = 0; unit < y[0].length; unit++) {
      double mean = 0;
      for (int row = 0; row < y.length; row++) {
        mean += w[row] * y[row][unit] / Arrays.stream(w).sum();
      }
      double deviations = 0;
      double errors = 0;
      for (int row = 0; row < y.length; row++) {
        deviations += w[row] * Math.pow(y[row][unit] - mean, 2);
        errors += w[row] * Math.pow(y[row][unit] - p[row][unit], 2);
      }
      double share = byVariance ? deviations : 1;
      scores += share * (1 - errors / deviations);
      shares += share;
    }
    return scores / shares;
  }

  @FunctionalInterface
  interface Told {
    double of(double[] confusion);
  }

  private static Case counts(String text, int units, double threshold, Told told) {
    return new Case(
        text,
        Rows.BITS,
        Rows.PROBABILITIES,
        units,
        (y, p, w) -> told.of(confusion(y, p, w, threshold)));
  }

  /** True positives, false positives, false negatives, true negatives. */
  private static double[] confusion(double[][] y, double[][] p, double[] w, double threshold) {
    double[] counts = new double[4];
    for (int row = 0; row < y.length; row++) {
      for (int unit = 0; unit < y[row].length; unit++) {
        boolean positive = p[row][unit] > (float) threshold;
        boolean real = y[row][unit] == 1;
        counts[positive ? real ? 0 : 1 : real ? 2 : 3] += w[row];
      }
    }
    return counts;
  }

  private static double[][] column(double[][] rows, int unit) {
    return Arrays.stream(rows).map(row -> new double[] {row[unit]}).toArray(double[][]::new);
  }

  private static Case f(
      String text, double beta, double threshold, ToDoubleBiFunction<double[], double[]> average) {
    return new Case(
        text,
        threshold == 0 ? Rows.ONE_HOT : Rows.BITS,
        Rows.PROBABILITIES,
        3,
        (y, p, w) -> {
          double[][] chosen = threshold == 0 ? best(p) : p;
          double[] scores = new double[3];
          double[] shares = new double[3];
          for (int unit = 0; unit < 3; unit++) {
            double[] counts = confusion(column(y, unit), column(chosen, unit), w, threshold);
            scores[unit] = f(counts, beta);
            shares[unit] = counts[0] + counts[2];
          }
          double sum = Arrays.stream(shares).sum();
          return average.applyAsDouble(
              scores, Arrays.stream(shares).map(share -> share / sum).toArray());
        });
  }

  private static double[][] best(double[][] rows) {
    return Arrays.stream(rows)
        .map(
            row ->
                IntStream.range(0, row.length)
                    .mapToDouble(unit -> unit == Rows.largest(row) ? 1 : 0)
                    .toArray())
        .toArray(double[][]::new);
  }

  private static double f(double[] counts, double beta) {
    double precision = counts[0] / (counts[0] + counts[1] + EPSILON);
    double recall = counts[0] / (counts[0] + counts[2] + EPSILON);
    return (1 + beta * beta) * precision * recall / (beta * beta * precision + recall + EPSILON);
  }

  private static Case auc(
      String text, int units, int thresholds, boolean ofPrecision, String method) {
    return new Case(
        text,
        Rows.BITS,
        Rows.PROBABILITIES,
        units,
        (y, p, w) -> area(y, p, w, thresholds, ofPrecision, method));
  }

  private static double area(
      double[][] y, double[][] p, double[] w, int thresholds, boolean ofPrecision, String method) {
    double[][] points = new double[thresholds][];
    for (int at = 0; at < thresholds; at++) {
      double threshold = at / (thresholds - 1.0);
      points[at] =
          confusion(y, p, w, at == 0 ? -EPSILON : at == thresholds - 1 ? 1 + EPSILON : threshold);
    }
    double area = 0;
    for (int at = 0; at + 1 < thresholds; at++) {
      double[] a = points[at];
      double[] b = points[at + 1];
      if (ofPrecision && method.equals("interpolation")) {
        double total = a[0] + a[1] - b[0] - b[1];
        double slope = total == 0 ? 0 : (a[0] - b[0]) / total;
        double intercept = b[0] - slope * (b[0] + b[1]);
        double ratio = a[0] + a[1] > 0 && b[0] + b[1] > 0 ? (a[0] + a[1]) / (b[0] + b[1]) : 1;
        area += slope * (a[0] - b[0] + intercept * Math.log(ratio)) / (b[0] + b[2]);
      } else {
        double width = ofPrecision ? recall(a) - recall(b) : alarms(a) - alarms(b);
        double left = ofPrecision ? precision(a) : recall(a);
        double right = ofPrecision ? precision(b) : recall(b);
        area +=
            width
                * (method.equals("minoring")
                    ? Math.min(left, right)
                    : method.equals("majoring") ? Math.max(left, right) : (left + right) / 2);
      }
    }
    return area;
  }

  private static double recall(double[] counts) {
    return counts[0] / (counts[0] + counts[2]);
  }

  private static double alarms(double[] counts) {
    return counts[1] / (counts[1] + counts[3]);
  }

  private static double precision(double[] counts) {
    return counts[0] + counts[1] == 0 ? 0 : counts[0] / (counts[0] + counts[1]);
  }

  /** The sums of two batches add up; rows of no weight do not count, whatever they hold. */
  @ParameterizedTest
  @MethodSource("cases")
  void resultsAreThoseOfTheFormula(Case tried) {
    double[][] labels = tried.labels().rows(1, ROWS, tried.units());
    double[][] predictions = tried.predictions().rows(2, ROWS, tried.units());
    double[] weights =
        DoubleStream.of(Rows.POSITIVE.rows(3, 1, ROWS)[0]).map(weight -> weight / 2).toArray();
    weights[2] = 0;
    weights[9] = 0;
    Metric metric = SerializationUtils.roundtrip(Metrics.of(tried.text()));
    double expected = tried.formula().of(labels, predictions, weights);
    for (boolean classes :
        tried.labels() == Rows.ONE_HOT ? new boolean[] {false, true} : new boolean[] {false}) {
      for (long[] shape : new long[][] {{ROWS / 2}, {3, 2}}) {
        double[] sums = new double[0];
        for (int from : new int[] {0, ROWS / 2}) {
          int to = from + ROWS / 2;
          double[] batch =
              sums(
                  metric,
                  classes,
                  Arrays.copyOfRange(labels, from, to),
                  Arrays.copyOfRange(predictions, from, to),
                  Arrays.copyOfRange(weights, from, to),
                  shape,
                  shape.length);
          sums = sums.length == 0 ? batch : added(sums, batch);
        }
        assertThat(metric.result(sums))
            .isCloseTo(expected, within(1e-5 + 1e-5 * Math.abs(expected)));
      }
    }
  }

  private static double[] added(double[] a, double[] b) {
    assertThat(a).hasSameSizeAs(b);
    return IntStream.range(0, a.length).mapToDouble(index -> a[index] + b[index]).toArray();
  }

  private static double[] sums(
      Metric metric,
      boolean classes,
      double[][] labels,
      double[][] predictions,
      double[] weights,
      long[] shape,
      int unknownAxes) {
    long[] wide = Arrays.copyOf(shape, shape.length + 1);
    wide[shape.length] = labels[0].length;
    return FedGraph.run(
            List.of(
                classes ? Rows.classes(labels, shape) : Rows.tensor(labels, wide),
                Rows.tensor(predictions, wide),
                Numbers.of(shape, weights)),
            (graph, tf, fed) -> {
              Operand<? extends TType> truth =
                  classes ? tf.dtypes.cast(fed.get(0), TInt32.class) : fed.get(0);
              return List.of(metric.sums(tf, truth, fed.get(1), fed.get(2)));
            },
            unknownAxes)
        .get(0);
  }

  /** The number of one batch of rows, all of weight 1 where weights are not told. */
  private static double result(
      String text, double[][] labels, double[][] predictions, double... weights) {
    double[] told = new double[labels.length];
    Arrays.setAll(told, row -> weights.length == 0 ? 1 : weights[row]);
    Metric metric = Metrics.of(text);
    return metric.result(
        sums(metric, false, labels, predictions, told, new long[] {labels.length}, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mse", "accuracy", "r2_score", "precision", "f1_score(threshold=0.5)", "auc"})
  void rowsWithoutWeightMayBeNaN(String text) {
    double[][] labels = {{1}, {0}, {1}};
    double[][] predictions = {{0.9}, {0.2}, {0.6}};
    double[][] more = {{1}, {0}, {1}, {1}};
    double[][] broken = {{0.9}, {0.2}, {0.6}, {Double.NaN}};
    assertThat(result(text, more, broken, 1, 1, 1, 0)).isEqualTo(result(text, labels, predictions));
  }

  @Test
  void meansOfNothingAreNaN() {
    assertThat(result("mse", new double[][] {{1}}, new double[][] {{2}}, 0)).isNaN();
  }

  @Test
  void ratiosOfNothingAreZero() {
    double[][] none = {{0}, {0}};
    assertThat(result("precision", none, none)).isZero();
    assertThat(result("recall", none, none)).isZero();
    assertThat(result("auc", none, none)).isZero();
    assertThat(result("auc(curve=PR)", none, none)).isZero();
    assertThat(result("f1_score(threshold=0.5)", none, none)).isZero();
  }

  @Test
  void perfectScoresAreOne() {
    double[][] truth = {{1, 0}, {0, 1}, {1, 0}};
    double[][] scores = {{0.9, 0.1}, {0.2, 0.8}, {0.6, 0.4}};
    for (String text : List.of("accuracy", "precision", "recall", "auc", "auc(curve=PR)")) {
      assertThat(result(text, truth, scores)).as(text).isCloseTo(1, within(1e-6));
    }
    assertThat(result("f1_score", truth, scores)).isCloseTo(1, within(1e-6));
    assertThat(result("r2_score", truth, truth)).isEqualTo(1);
  }

  /** Sums of float32 squares would leave no digit of a variance of 1 beside a mean of 10000. */
  @Test
  void r2HoldsFarFromZero() {
    double[][] labels = {{10_000}, {10_001}, {10_002}, {10_003}};
    double[][] predictions = {{10_000.5}, {10_001}, {10_002}, {10_003}};
    assertThat(result("r2_score", labels, predictions)).isCloseTo(0.95, within(1e-6));
  }

  @Test
  void r2OfLabelsThatAreAllTheSameIsZero() {
    double[][] labels = {{0.1f}, {0.1f}, {0.1f}};
    assertThat(result("r2_score", labels, new double[][] {{0}, {1}, {2}})).isZero();
  }

  @Test
  void aMetricOfALossLeavesOutWhatTheLossLeavesOut() {
    Metric metric = Metrics.of("sparse_categorical_crossentropy(ignore_class=0)");
    double[][] labels = {{1, 0}, {0, 1}};
    double[][] predictions = {{0.5, 0.5}, {0.75, 0.25}};
    double[] sums = sums(metric, true, labels, predictions, new double[] {1, 1}, new long[] {2}, 1);
    assertThat(metric.result(sums)).isCloseTo(Math.log(4), within(1e-6));
  }

  @Test
  void namesAreThoseAskedFor() {
    assertThat(Metrics.of("acc").name()).isEqualTo("acc");
    assertThat(Metrics.of(" precision( thresholds=0.7,class_id = 1 ) ").name())
        .isEqualTo("precision(thresholds=0.7, class_id=1)");
  }

  @Test
  void everyLossIsAMetricToMinimize() {
    assertThat(Metrics.ALL.choices().keySet()).containsAll(Losses.ALL.choices().keySet());
    assertThat(Metrics.ALL.choices().keySet())
        .filteredOn(name -> !Metrics.of(name).isLargerBetter())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Losses.ALL.choices().keySet().stream()
                        .filter(name -> !name.equals("cosine_similarity")),
                    Stream.of("root_mean_squared_error", "false_positives", "false_negatives"))
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accurate | There is no metric [accurate]; there are [accuracy, binary_accuracy, ",
        "auc(curve=roc) | [curve] of [auc] is [roc], and must be one of [ROC, PR].",
        "auc(num_thresholds=1) | [num_thresholds] of [auc] is [1], and must be a whole number from"
            + " 2 to 2147483647.",
        "precision(thresholds=2) | [thresholds] of [precision] is [2], and must be a number from"
            + " 0.0 to 1.0.",
        "recall(class_id=-1) | [class_id] of [recall] is [-1]",
        "f1_score(beta=2) | [f1_score] has no setting [beta]; it has [threshold, average].",
        "fbeta_score(average=none) | must be one of [macro, micro, weighted].",
        "top_k_categorical_accuracy(k=0) | [k] of [top_k_categorical_accuracy] is [0]",
        "mse(delta=1) | [mse] has no setting [delta]; it has []."
      })
  void refusesWhatItDoesNotKnow(String text, String message) {
    assertThatThrownBy(() -> Metrics.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "categorical_accuracy | 1 | VALUES | categorical_accuracy needs an output of at least 2"
            + " units; output dense has shape [?, 1].",
        "top_k_categorical_accuracy | 1 | VALUES | at least 2 units",
        "precision(class_id=3) | 3 | VALUES | precision(class_id=3) needs an output with a unit of"
            + " number 3; output dense has shape [?, 3]. Units count from 0.",
        "auc(class_id=3) | 3 | VALUES | needs an output with a unit of number 3",
        "f1_score | 1 | VALUES | f1_score needs a threshold, since output dense has shape [?, 1]"
            + " and its largest unit is its only one. Set threshold, as in"
            + " f1_score(threshold=0.5).",
        "cosine_similarity | 1 | VALUES | at least 2 units",
        "sparse_categorical_crossentropy | 3 | VALUES | sparse_categorical_crossentropy needs"
            + " labels that are numbers of classes; those of output dense are values."
      })
  void refusesOutputsThatDoNotFit(String text, long units, Labels labels, String message) {
    assertThatThrownBy(() -> Metrics.of(text).requireFits(output(units), labels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "accuracy, 1",
    "accuracy, 3",
    "binary_accuracy, 1",
    "f1_score, 2",
    "f1_score(threshold=0.5), 1",
    "'precision(class_id=2)', 3",
    "'precision(class_id=2)', -1",
    "auc, 1",
    "r2_score, 1",
    "sparse_categorical_crossentropy, 3"
  })
  void takesOutputsThatFit(String text, long units) {
    Metrics.of(text).requireFits(output(units), Labels.CLASSES);
  }

  private static TensorSpec output(long units) {
    return new TensorSpec("dense", Dtype.FLOAT32, TensorShape.of(-1, units));
  }
}
