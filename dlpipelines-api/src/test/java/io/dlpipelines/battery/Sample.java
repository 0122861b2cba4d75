package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows collected once, so that every check starts from the same rows in the same order. Frames are
 * made from an RDD: Spark would compute a local relation on the driver.
 */
record Sample(SparkSession spark, String id, StructType schema, List<Row> rows) {

  private static final int PARTITIONS = 2;

  static Sample of(Dataset<Row> data, String id) {
    return new Sample(data.sparkSession(), id, data.schema(), data.collectAsList());
  }

  Sample fitForTheBattery() {
    assertThat(rows).as("rows of data()").hasSizeGreaterThanOrEqualTo(4);
    assertThat(ids()).as("ids in column %s of data()", id).doesNotHaveDuplicates();
    return this;
  }

  Dataset<Row> frame() {
    return frame(rows, PARTITIONS);
  }

  Dataset<Row> frame(List<Row> some, int partitions) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return spark.createDataFrame(context.parallelize(some, partitions), schema);
  }

  Dataset<Row> repeated(int times) {
    return frame(
        Collections.nCopies(times, rows).stream().flatMap(List::stream).toList(), PARTITIONS);
  }

  List<String> columns() {
    return List.of(schema.fieldNames());
  }

  List<Object> ids() {
    return idsOf(rows, id);
  }

  static List<Object> idsOf(List<Row> rows, String id) {
    return rows.stream().<Object>map(row -> row.getAs(id)).toList();
  }

  /** The rows at even places, which {@link #withEverySecondRowOf} leaves as they are. */
  Sample everyFirstRow() {
    List<Row> first = new ArrayList<>();
    for (int place = 0; place < rows.size(); place += 2) {
      first.add(rows.get(place));
    }
    return new Sample(spark, id, schema, first);
  }

  Sample withEverySecondRowOf(Sample other) {
    assertThat(other.columns()).as("columns of invalidData()").isEqualTo(columns());
    Map<Object, Row> others = new LinkedHashMap<>();
    other.rows.forEach(row -> others.put(row.getAs(id), row));
    assertThat(others.keySet()).as("ids of invalidData()").containsAll(ids());
    List<Row> mixed = new ArrayList<>(rows);
    for (int place = 1; place < rows.size(); place += 2) {
      mixed.set(place, others.get(rows.get(place).<Object>getAs(id)));
    }
    return new Sample(spark, id, other.schema, mixed);
  }

  /** Nulls one of the columns in each row; two neighbours have it in the same. */
  Sample withNullsIn(List<String> inputs) {
    StructType nullable = new StructType();
    for (StructField field : schema.fields()) {
      nullable =
          nullable.add(
              new StructField(
                  field.name(),
                  field.dataType(),
                  field.nullable() || inputs.contains(field.name()),
                  field.metadata()));
    }
    List<Row> spoilt = new ArrayList<>();
    for (int place = 0; place < rows.size(); place++) {
      Row row = rows.get(place);
      Object[] cells = new Object[row.size()];
      for (int cell = 0; cell < cells.length; cell++) {
        cells[cell] = row.get(cell);
      }
      cells[schema.fieldIndex(inputs.get(place / 2 % inputs.size()))] = null;
      spoilt.add(RowFactory.create(cells));
    }
    return new Sample(spark, id, nullable, spark.createDataFrame(spoilt, nullable).collectAsList());
  }
}
