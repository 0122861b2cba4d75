package io.dlpipelines.tensorflow;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Points of the plane to learn from. */
final class Points {

  private Points() {}

  /** Points on three arms of a star: the label is the arm. */
  static Dataset<Row> threeClasses(SparkSession spark, int rows) {
    return spark
        .range(0, rows, 1, 2)
        .selectExpr("id", "double(id % 3) AS label", "0.5 + (id * 7 % 11) / 11 AS radius")
        .selectExpr(
            "id",
            "label",
            "array(radius * cos(label * 2.0944), radius * sin(label * 2.0944)) AS features");
  }

  /** The plane {@code y = 2 a - b + 1}. */
  static Dataset<Row> plane(SparkSession spark, int rows) {
    return spark
        .range(0, rows, 1, 2)
        .selectExpr("id", "(id * 7 % 11) / 11 AS a", "(id * 5 % 13) / 13 AS b")
        .selectExpr("id", "array(a, b) AS features", "2 * a - b + 1 AS label");
  }
}
