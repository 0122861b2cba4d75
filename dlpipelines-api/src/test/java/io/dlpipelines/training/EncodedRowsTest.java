package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.scoring.HandleInvalid;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class EncodedRowsTest extends SparkTest {

  @Test
  void allRowsReachTheTask() {
    Dataset<Row> data = spark().range(0, 1000, 1, 4).toDF("id");
    EncodingSpec spec =
        new EncodingSpec(
            Layouts.of(Layouts.feed(data, "id")), new ValidationSplit.None(), HandleInvalid.ERROR);
    try (EncodedRows rows = EncodedRows.lease(data, spec)) {
      assertThat(rows.summary().trainingRows()).isEqualTo(1000);
      assertThat(rows.run(spool -> Read.longs(spool.training(), 0)).length).isEqualTo(1000);
    }
  }
}
