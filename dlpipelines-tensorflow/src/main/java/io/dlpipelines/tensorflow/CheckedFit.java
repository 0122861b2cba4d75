package io.dlpipelines.tensorflow;

import io.dlpipelines.tensorflow.training.NetworkTraining;
import io.dlpipelines.tensorflow.training.TrainedNetwork;
import io.dlpipelines.training.EncodedRows;
import io.dlpipelines.training.EncodingSpec;
import io.dlpipelines.training.EncodingSummary;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;

/** A fit whose Params and columns were checked, before a row is read. */
interface CheckedFit<M> {

  /** Throws if Spark cannot give what the fit asks for. */
  void require(SparkContext context);

  /** How it reads the rows. */
  EncodingSpec spec();

  /** What trains. Throws if the rows cannot be trained on. */
  NetworkTraining training(Dataset<?> dataset, EncodedRows rows);

  /** The stage that scores with what was trained. */
  M model(TrainedNetwork trained, EncodingSummary rows);

  /** Runs one job for all fits that read the rows alike, a task for each. */
  static <M> List<M> run(Dataset<?> dataset, List<? extends CheckedFit<M>> fits) {
    fits.forEach(fit -> fit.require(dataset.sparkSession().sparkContext()));
    Map<CheckedFit<M>, M> models = new IdentityHashMap<>();
    fits.stream()
        .collect(Collectors.groupingBy(CheckedFit::spec, LinkedHashMap::new, Collectors.toList()))
        .forEach((spec, alike) -> run(dataset, spec, alike, models));
    return fits.stream().map(models::get).toList();
  }

  private static <M> void run(
      Dataset<?> dataset,
      EncodingSpec spec,
      List<? extends CheckedFit<M>> alike,
      Map<CheckedFit<M>, M> models) {
    try (EncodedRows rows = EncodedRows.lease(dataset, spec)) {
      List<TrainedNetwork> trained =
          rows.run(alike.stream().map(fit -> fit.training(dataset, rows)).toList());
      for (int index = 0; index < alike.size(); index++) {
        CheckedFit<M> fit = alike.get(index);
        models.put(fit, fit.model(trained.get(index), rows.summary()));
      }
    }
  }
}
