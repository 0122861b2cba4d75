package io.dlpipelines.training;

import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataType;

/** Feeds and layouts of test data. */
final class Layouts {

  private Layouts() {}

  static RowLayout of(Feed... feeds) {
    return new RowLayout(List.of(feeds));
  }

  /** A column of 64-bit integers as it is. */
  static Feed feed(Dataset<?> data, String column) {
    return feed(data, column, Dtype.INT64);
  }

  static Feed feed(Dataset<?> data, String column, Dtype dtype, long... cell) {
    CellSource cells = ColumnCells.find(type(data, column), dtype).orElseThrow().source();
    return new Feed(column, column + ":0", dtype, TensorShape.of(cell), true, true, cells);
  }

  static Feed label(Dataset<?> data, String column, int classes) {
    CellSource cells = ClassLabelCells.find(type(data, column), classes).orElseThrow();
    return new Feed(column, column + ":0", Dtype.INT32, TensorShape.of(), true, false, cells);
  }

  static Feed weight(Dataset<?> data, String column) {
    CellSource cells = SampleWeightCells.find(type(data, column)).orElseThrow();
    return new Feed(column, column + ":0", Dtype.FLOAT32, TensorShape.of(), true, false, cells);
  }

  private static DataType type(Dataset<?> data, String column) {
    return data.schema().apply(column).dataType();
  }
}
