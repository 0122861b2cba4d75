package io.dlpipelines.tensorflow.training;

import io.dlpipelines.training.EpochResult;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The training loss, epoch by epoch. */
record LossCurve(List<EpochResult> epochs) {
  private static final double SAME = 1e-6;
  private static final double ZERO = 1e-7;
  private static final double RISE = 10;

  /** Why nothing was learned; empty where the loss fell, or where there are too few epochs. */
  Optional<String> findProblem(double learningRate) {
    double[] losses = epochs.stream().mapToDouble(epoch -> epoch.metricOrThrow("loss")).toArray();
    DoubleSummaryStatistics range = new DoubleSummaryStatistics();
    for (double loss : losses) {
      range.accept(loss);
    }
    if (losses.length < 2 || !Double.isFinite(range.getSum())) {
      return Optional.empty();
    }
    double largest = Math.max(Math.abs(range.getMin()), Math.abs(range.getMax()));
    if (largest > ZERO && range.getMax() - range.getMin() <= SAME * largest) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the loss is %.5g in all %d epochs, so nothing was learned. Causes are a learningRate"
                  + " that is too small (it is %s), and units whose activation has no gradient for"
                  + " any row, such as relu of negative numbers. Set a larger learningRate, or"
                  + " other initial weights by KerasModel.withSeed.",
              losses[0],
              losses.length,
              learningRate));
    }
    double last = losses[losses.length - 1];
    return losses[0] > 0 && last > RISE * losses[0]
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the loss rose from %.5g to %.5g over %d epochs. The learningRate (it is %s) is"
                    + " likely too large: set a lower one, or gradientClipNorm.",
                losses[0],
                last,
                losses.length,
                learningRate))
        : Optional.empty();
  }
}
