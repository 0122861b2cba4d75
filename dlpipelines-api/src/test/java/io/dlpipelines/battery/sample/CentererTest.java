package io.dlpipelines.battery.sample;

import io.dlpipelines.battery.StageBattery;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class CentererTest extends StageBattery<Centerer> {

  @Override
  protected Centerer stage() {
    return new Centerer().setInputCol("height").setOutputCol("centered");
  }

  @Override
  protected Dataset<Row> data() {
    return spark().range(6).selectExpr("id", "int(id) as height");
  }

  @Override
  protected MLReader<Centerer> reader() {
    return Centerer.read();
  }

  @Override
  protected ParamMap[] grid(Centerer stage) {
    return new ParamMap[] {
      new ParamMap().put(stage.handleInvalid(), "error"),
      new ParamMap().put(stage.handleInvalid(), "skip")
    };
  }
}
