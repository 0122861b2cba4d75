package io.dlpipelines.tuning;

import io.dlpipelines.persist.StageFolder;
import io.dlpipelines.stage.TransformerStage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** What {@link HalvingSearch} found: the best model, and how all settings did. */
public final class HalvingSearchModel extends TransformerStage<HalvingSearchModel>
    implements HalvingParams<HalvingSearchModel> {
  private final HalvingParamSet params = new HalvingParamSet(this);
  private final Model<?> bestModel;
  private final List<HalvingTrial> results;

  /**
   * Makes one that has found nothing; Spark reads its Params into it.
   *
   * @param uid its unique name
   */
  public HalvingSearchModel(String uid) {
    this(uid, null, List.of());
  }

  HalvingSearchModel(String uid, Model<?> bestModel, List<HalvingTrial> results) {
    super(uid);
    this.bestModel = bestModel;
    this.results = List.copyOf(results);
  }

  @Override
  public HalvingParamSet halvingParams() {
    return params;
  }

  /**
   * The best setting, fitted to all rows with the greatest resource.
   *
   * @return the model
   */
  public Model<?> bestModel() {
    return bestModel;
  }

  /**
   * All fits of the rungs, in the order of the rungs and settings.
   *
   * @return the trials; the final fit is none of them, as no rows were held out from it
   */
  public List<HalvingTrial> results() {
    return results;
  }

  /**
   * The trial that won: the best of the last rung, the first of equals.
   *
   * @return the trial
   */
  public HalvingTrial bestResult() {
    int last = results.stream().mapToInt(HalvingTrial::rung).max().orElseThrow();
    Stream<HalvingTrial> ranked =
        results.stream().filter(trial -> trial.rung() == last && !trial.failed());
    Comparator<HalvingTrial> order = Comparator.comparingDouble(HalvingTrial::metric);
    return ranked.min(getEvaluator().isLargerBetter() ? order.reversed() : order).orElseThrow();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    return bestModel.transform(dataset);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return bestModel.transformSchema(schema);
  }

  @Override
  public HalvingSearchModel copy(ParamMap extra) {
    Model<?> best = bestModel.copy(extra);
    return copyValues(new HalvingSearchModel(uid(), best, results), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    HalvingSearchModel plain =
        copyValues(new HalvingSearchModel(uid(), bestModel, results), ParamMap.empty());
    TuningFolder.clear(plain);
    return new TuningWriter(plain.paramsWriter(), this);
  }

  private MLWriter paramsWriter() {
    return super.write();
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<HalvingSearchModel> read() {
    return new MLReader<>() {
      @Override
      public HalvingSearchModel load(String path) {
        HalvingSearchModel blank =
            StageFolder.readParams(path, HalvingSearchModel.class, sparkSession());
        TuningFolder folder = new TuningFolder(path, sparkSession());
        folder.read(blank);
        return blank.copyValues(
            new HalvingSearchModel(blank.uid(), folder.bestModel(), folder.results()),
            ParamMap.empty());
      }
    };
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static HalvingSearchModel load(String path) {
    return read().load(path);
  }
}
