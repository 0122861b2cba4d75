package io.dlpipelines.samples.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Turns a list of image files into rows: the driver knows their names, the executors read them. */
final class ImageFiles {

  private static final int FILES_PER_TASK = 256;

  private ImageFiles() {}

  static LabeledImages read(SparkSession spark, List<ImageFile> files) {
    int tasks = Math.max(spark.sparkContext().defaultParallelism(), files.size() / FILES_PER_TASK);
    var rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files, tasks)
            .map(ImageFiles::row);
    var countByLabel =
        files.stream()
            .collect(Collectors.groupingBy(ImageFile::label, TreeMap::new, Collectors.counting()));
    return new LabeledImages(spark.createDataFrame(rows, LabeledImages.SCHEMA), countByLabel);
  }

  private static Row row(ImageFile file) {
    return RowFactory.create(file.path(), file.label(), contentOrNull(Path.of(file.path())));
  }

  /**
   * A file that cannot be read is an image that cannot be decoded: both are skipped and counted.
   */
  private static byte[] contentOrNull(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      return null;
    }
  }
}
