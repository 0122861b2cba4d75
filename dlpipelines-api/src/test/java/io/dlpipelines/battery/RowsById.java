package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A collected frame, its rows in the order they came and found by their id. */
record RowsById(List<String> columns, Map<Object, Row> rows) {

  static RowsById of(Dataset<Row> frame, String id) {
    List<Row> collected = frame.collectAsList();
    Map<Object, Row> rows = new LinkedHashMap<>();
    for (Row row : collected) {
      rows.put(row.getAs(id), row);
    }
    assertThat(rows).as("a row comes out once").hasSameSizeAs(collected);
    return new RowsById(List.of(frame.columns()), rows);
  }

  /** Same columns, same ids, same cells; the order of rows does not count. */
  void assertEqualTo(RowsById expected, double tolerance) {
    assertThat(columns).as("columns").isEqualTo(expected.columns);
    assertThat(rows.keySet())
        .as("ids of rows")
        .containsExactlyInAnyOrderElementsOf(expected.rows.keySet());
    expected.rows.forEach((id, row) -> assertRowEquals(id, row, tolerance));
  }

  /** Every row is also in the other, with the same cells. */
  void assertPartOf(RowsById whole, double tolerance) {
    assertThat(whole.rows.keySet()).as("ids of rows").containsAll(rows.keySet());
    rows.forEach((id, row) -> whole.assertRowEquals(id, row, tolerance));
  }

  private void assertRowEquals(Object id, Row expected, double tolerance) {
    Row actual = rows.get(id);
    for (String column : columns) {
      Optional<String> difference =
          CellDifference.between(actual.getAs(column), expected.getAs(column), tolerance);
      assertThat(difference).as("row %s, column %s", id, column).isEmpty();
    }
  }
}
