package io.dlpipelines.samples.quickstart;

import io.dlpipelines.samples.report.GridPoint;
import io.dlpipelines.samples.report.SearchResult;
import io.dlpipelines.samples.scores.Columns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Looks for the regularization that generalizes best, by cross-validation on a sample. */
final class GridSearch {

  private static final double[] STRENGTHS = {1e-4, 1e-3, 1e-2, 1e-1};
  private static final String METRIC = "accuracy";

  private final LogisticRegression classifier;
  private final int folds;
  private final long seed;

  GridSearch(LogisticRegression classifier, int folds, long seed) {
    this.classifier = classifier;
    this.folds = folds;
    this.seed = seed;
  }

  /** How many models are fitted: one for each point and fold, and one more by the best point. */
  int fits() {
    return grid().length * folds + 1;
  }

  Found search(Dataset<Row> sample, long sampleRows) {
    ParamMap[] grid = grid();
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(classifier)
            .setEvaluator(
                new MulticlassClassificationEvaluator()
                    .setLabelCol(Columns.LABEL_INDEX)
                    .setPredictionCol(Columns.PREDICTION)
                    .setMetricName(METRIC))
            .setEstimatorParamMaps(grid)
            .setNumFolds(folds)
            .setParallelism(2)
            .setSeed(seed)
            .fit(sample);
    double[] scores = model.avgMetrics();
    int best = indexOfMax(scores);
    List<GridPoint> points = new ArrayList<>();
    for (int i = 0; i < grid.length; i++) {
      double strength = (Double) grid[i].apply(classifier.regParam());
      points.add(new GridPoint(strength, scores[i], i == best));
    }
    return new Found(
        grid[best],
        new SearchResult(classifier.regParam().name(), METRIC, folds, sampleRows, points));
  }

  private ParamMap[] grid() {
    return new ParamGridBuilder().addGrid(classifier.regParam(), STRENGTHS).build();
  }

  private static int indexOfMax(double[] values) {
    int max = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[max]) {
        max = i;
      }
    }
    return max;
  }

  /**
   * What the search found.
   *
   * @param best the Params to fit with
   * @param result every point of the grid with its score
   */
  record Found(ParamMap best, SearchResult result) {}
}
