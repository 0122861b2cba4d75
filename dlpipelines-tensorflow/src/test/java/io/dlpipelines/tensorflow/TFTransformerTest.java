package io.dlpipelines.tensorflow;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.tensorflow.runtime.TestHandles;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class TFTransformerTest extends StageBattery<TFTransformer> {

  @Override
  protected TFTransformer stage() {
    return new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(3))
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "halves"))
        .setBatchSize(3);
  }

  @Override
  protected Dataset<Row> data() {
    return spark()
        .range(0, 10, 1, 2)
        .selectExpr("id", "array(float(id), float(id * 2), float(-id)) AS x");
  }

  @Override
  protected List<String> inputColumns() {
    return List.of("x");
  }

  @Override
  protected MLReader<TFTransformer> reader() {
    return TFTransformer.read();
  }

  @Override
  protected long liveNativeHandles() {
    return TestHandles.liveAfterClosingIdle();
  }
}
