package io.dlpipelines.tensorflow;

import io.dlpipelines.battery.SparkTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Small frames, made from an RDD: Spark would compute a local relation on the driver. */
final class Frames extends SparkTest {

  private Frames() {}

  /** One column, in as many partitions as asked for. */
  static Dataset<Row> column(String name, DataType type, int partitions, List<?> cells) {
    return of(
        new StructType().add(name, type, true),
        partitions,
        cells.stream().map(cell -> RowFactory.create(new Object[] {cell})).toList());
  }

  static Dataset<Row> of(StructType schema, int partitions, List<Row> rows) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    List<Row> encodable = rows.stream().map(Frames::withArrays).toList();
    return spark().createDataFrame(context.parallelize(encodable, partitions), schema);
  }

  /** Spark takes arrays for lists. */
  private static Row withArrays(Row row) {
    Object[] cells = new Object[row.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = arrayed(row.get(i));
    }
    return RowFactory.create(cells);
  }

  private static Object arrayed(Object cell) {
    return cell instanceof List<?> list ? list.stream().map(Frames::arrayed).toArray() : cell;
  }

  /** The cells of a column, in order. */
  static List<Object> cells(Dataset<Row> frame, String column) {
    List<Object> cells = new ArrayList<>();
    for (Row row : frame.collectAsList()) {
      cells.add(row.getAs(column));
    }
    return cells;
  }

  /** The numbers in a cell of any rank, in row-major order. */
  static double[] elements(Object cell) {
    if (cell instanceof Vector vector) {
      return vector.toArray();
    }
    return cell instanceof Seq<?> array
        ? CollectionConverters.asJava(array).stream()
            .flatMapToDouble(each -> DoubleStream.of(elements(each)))
            .toArray()
        : new double[] {((Number) cell).doubleValue()};
  }

  /** Numbers in [0, 1), the same each time. */
  static float[][] random(int rows, int width) {
    Random random = new Random(7);
    float[][] numbers = new float[rows][width];
    for (float[] row : numbers) {
      for (int i = 0; i < width; i++) {
        row[i] = random.nextFloat();
      }
    }
    return numbers;
  }

  static List<Float> boxed(float[] numbers) {
    return Stream.iterate(0, i -> i < numbers.length, i -> i + 1).map(i -> numbers[i]).toList();
  }
}
