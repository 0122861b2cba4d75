package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class ProbeTest extends SparkTest {
  private SparkSession s;

  private void q(String sql) {
    System.out.println("### " + sql);
    try {
      var d = s.sql(sql);
      d.show(5, false);
      System.out.println(
          ((org.apache.spark.sql.classic.Dataset<?>) d).queryExecution().executedPlan());
    } catch (Exception e) {
      System.out.println("!!! " + e.getClass().getName() + ": " + e.getMessage());
      if (System.getProperty("st") != null || e instanceof NullPointerException)
        e.printStackTrace(System.out);
    }
  }

  @Test
  void probe(@TempDir Path dir) {
    SparkSession first = spark();
    SparkSession.clearActiveSession();
    first.sparkContext().conf().set("spark.sql.extensions", DLPipelinesExtensions.class.getName());
    TFInputGraph g =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
              tf.withName("y").math.add(tf.math.mul(x, tf.constant(0.5f)), tf.constant(2f));
            });
    g.saveGraphDef(dir + "/half.pb");
    s =
        SparkSession.builder()
            .config("spark.sql.extensions", DLPipelinesExtensions.class.getName())
            .getOrCreate();
    s = org.apache.spark.sql.SparkSession.active().newSession();
    new DLPipelinesExtensions().apply(new org.apache.spark.sql.SparkSessionExtensions());
    s = s.newSession();
    s.conf().set("spark.sql.catalog.models", ModelCatalog.class.getName());
    s.conf().set("spark.sql.catalog.models.path", dir.toString());
    String f = "tf_predict('" + dir + "/half.pb', ";
    q("SELECT id, tf_predict('" + dir + "/half.pb', array(float(id), 1.5)) FROM range(3)");
    q(
        "SELECT id, tf_predict('"
            + dir
            + "/half.pb', x => array(float(id), float(1)), batchSize => 2) AS y FROM range(3)");
    q(
        "CREATE TABLE t USING parquet AS SELECT id, id % 2 AS k, array(float(id), float(1)) AS x"
            + " FROM range(10)");
    q("CREATE VIEW v AS SELECT id, " + f + "x)[0] AS y FROM t");
    q("SELECT * FROM v WHERE y > 3");
    q("CREATE TEMPORARY FUNCTION half(x ARRAY<FLOAT>) RETURNS ARRAY<FLOAT> RETURN " + f + "x)");
    q("SELECT id, half(x) FROM t");
    q("SELECT id FROM t WHERE half(x)[0] > 5");
    q("CREATE TEMPORARY FUNCTION half2(x ARRAY<FLOAT>) RETURN " + f + "x)");
    q("SELECT id, half2(x) FROM t");
    q("CREATE FUNCTION half3(x ARRAY<FLOAT>) RETURN " + f + "x)");
    q("SELECT id, half3(x) FROM t");
    q("SELECT id, models.half(x) FROM t");
    q("SELECT id, models.half(x => x, batchSize => 4) FROM t");
    q("CREATE VIEW v2 AS SELECT id, models.half(x)[0] AS y FROM t");
    q("SELECT * FROM v2");
    q("SHOW FUNCTIONS IN models");
    q("DESCRIBE FUNCTION models.half");
    q("DESCRIBE FUNCTION tf_predict");
    q("SHOW FUNCTIONS LIKE 'tf*'");
    q("SELECT IDENTIFIER('models.half')(x) FROM t");
    q("SELECT k, " + f + "array(float(avg(id)), float(1))) AS y FROM t GROUP BY k");
    q(
        "SELECT k, "
            + f
            + "array(float(avg(id)), float(1))) AS y FROM t GROUP BY k HAVING "
            + f
            + "array(float(avg(id)), float(1)))[0] > 4");
    q(
        "SELECT "
            + f
            + "x)[0] AS y, count(*) FROM t GROUP BY "
            + f
            + "x)[0] ORDER BY "
            + f
            + "x)[0] DESC");
    q("SELECT id, lag(" + f + "x)[0]) OVER (ORDER BY id) FROM t");
    q(
        "SELECT id, "
            + f
            + "array(float(lag(id) OVER (ORDER BY id)), float(1)), handleInvalid => 'keep') FROM"
            + " t");
    q("SELECT count(DISTINCT " + f + "x)[0]), sum(DISTINCT " + f + "x)[1]) FROM t");
    q("SELECT id,\n  tf_predict('" + dir + "/hallf.pb', x) FROM t");
    q("SELECT id,\n  " + f + "x, x) FROM t");
    q("SELECT id,\n  " + f + "string(id)) FROM t");
    q("SELECT id,\n  " + f + "x => x, bathcSize => 3) FROM t");
    q("SELECT id,\n  " + f + "x => x, batchSize => 0) FROM t");
    q("SELECT id,\n  " + f + "x => x, handleInvalid => 'skip') FROM t");
    q("SELECT models.haf(x) FROM t");
    q("SELECT tf_predict(concat('a', string(id)), x) FROM t");
    q("SELECT tf_predict(concat('" + dir + "', '/half.pb'), x) FROM t LIMIT 1");
    q("DECLARE VARIABLE p STRING DEFAULT '" + dir + "/half.pb'");
    q("SELECT tf_predict(p, x) FROM t LIMIT 1");
    q("DROP VIEW v");
    q("DROP VIEW v2");
    q("DROP TABLE t");
  }
}
