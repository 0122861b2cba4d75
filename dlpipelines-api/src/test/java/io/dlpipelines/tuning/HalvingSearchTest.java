package io.dlpipelines.tuning;

import io.dlpipelines.battery.StageBattery;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class HalvingSearchTest extends StageBattery<HalvingSearch> {

  @Override
  protected HalvingSearch stage() {
    Descent descent = new Descent();
    return new HalvingSearch("search")
        .setEstimator(descent)
        .setEstimatorParamMaps(new RandomSearch(1).logUniform(descent.rate(), 0.001, 1).build(4))
        .setEvaluator(Descent.evaluator())
        .setResourceParam("steps")
        .setMaxResource(9)
        .setParallelism(2)
        .setSeed(1);
  }

  @Override
  protected Dataset<Row> data() {
    return Descent.rows(spark(), 40);
  }

  @Override
  protected MLReader<HalvingSearch> reader() {
    return HalvingSearch.read();
  }

  @Override
  protected List<String> inputColumns() {
    return List.of("x");
  }

  @Override
  protected List<String> trainingColumns() {
    return List.of("label");
  }

  @Override
  protected boolean hasHandleInvalid() {
    return false;
  }

  @Override
  protected ParamMap[] grid(HalvingSearch stage) {
    return new ParamMap[] {
      new ParamMap().put(stage.reductionFactor(), (Object) 2),
      new ParamMap().put(stage.reductionFactor(), (Object) 3)
    };
  }
}
