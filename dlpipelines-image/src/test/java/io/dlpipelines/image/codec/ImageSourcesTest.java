package io.dlpipelines.image.codec;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.FileServer;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensor.Cell;
import io.dlpipelines.tensor.InvalidCellException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where columns of paths point to: URIs that Spark writes, and file systems that tell little. */
class ImageSourcesTest extends SparkTest {

  @TempDir private Path folder;

  @Test
  void pathsThatSparkWrites() throws Exception {
    List<String> names = List.of("a b.png", "ü#1.png", "50%.png", "c%20d.png", "plus+.png");
    for (int i = 0; i < names.size(); i++) {
      Files.write(folder.resolve(names.get(i)), SampleImages.encodedGradient("png", 3, i + 1));
    }
    Dataset<Row> images = spark().read().format("image").load(folder.toString());
    Dataset<Row> files = spark().read().format("binaryFile").load(folder.toString());
    for (Dataset<Row> paths :
        List.of(
            images.select("image.origin", "image.width"),
            images.select(col("_metadata.file_path"), col("image.width")),
            images.select(input_file_name(), col("image.width")))) {
      List<Row> rows = paths.collectAsList();
      assertThat(rows).hasSize(names.size());
      for (Row row : rows) {
        assertThat(width(row.getString(0))).as(row.getString(0)).isEqualTo(row.getInt(1));
      }
    }
    for (Row row : files.select("path").collectAsList()) {
      String name = row.getString(0).substring(row.getString(0).lastIndexOf('/') + 1);
      assertThat(width(row.getString(0))).as(name).isEqualTo(names.indexOf(name) + 1);
    }
  }

  @Test
  void aUriOfTwoFilesIsInvalid() throws Exception {
    Files.write(folder.resolve("a b.png"), SampleImages.encodedGradient("png", 3, 1));
    Files.write(folder.resolve("a%20b.png"), SampleImages.encodedGradient("png", 3, 2));
    String uri = folder.resolve("a b.png").toUri().toString();
    assertThatThrownBy(() -> width(uri))
        .isInstanceOf(InvalidCellException.class)
        .hasMessageContaining("it is the path of a%20b.png and, percent-decoded, of a b.png");
    assertThat(width(folder.resolve("a%20b.png").toUri().toString())).isEqualTo(2);
  }

  @Test
  void filesOverHttp() throws Exception {
    Files.write(folder.resolve("a b.png"), SampleImages.encodedGradient("png", 3, 7));
    Files.write(folder.resolve("large.bin"), new byte[17 << 20]);
    try (FileServer server = new FileServer(folder)) {
      assertThat(width(server.address("a%20b.png"))).isEqualTo(7);
      assertThat(width(server.address("a%20b.png?size=1"))).isEqualTo(7);
      String missing = server.address("none.png");
      assertThatThrownBy(() -> width(missing))
          .isInstanceOf(InvalidCellException.class)
          .hasMessage("file not found: " + missing);
      assertThatThrownBy(() -> width(server.address("large.bin")))
          .isInstanceOf(InvalidCellException.class)
          .hasMessageStartingWith("the file has at least ")
          .hasMessageContaining("raise maxPixels to read it");
    }
  }

  private static int width(String path) throws InvalidCellException {
    Cell cell = new Cell();
    ImageCells.forColumn(
            DataTypes.StringType, ImageDecoding.ownSize().withMaxPixels(10_000), Configuration::new)
        .open()
        .encode(new GenericInternalRow(new Object[] {UTF8String.fromString(path)}), 0, cell);
    return (int) cell.dimension(1);
  }
}
