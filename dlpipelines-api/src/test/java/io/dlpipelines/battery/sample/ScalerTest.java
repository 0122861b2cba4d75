package io.dlpipelines.battery.sample;

import io.dlpipelines.battery.StageBattery;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class ScalerTest extends StageBattery<Scaler> {

  @Override
  protected Scaler stage() {
    return new Scaler().setInputCol("height").setOutputCol("scaled").setFactor(2.5);
  }

  @Override
  protected Dataset<Row> data() {
    return spark().range(6).selectExpr("id", "double(id * id) as height");
  }

  @Override
  protected MLReader<Scaler> reader() {
    return Scaler.read();
  }
}
