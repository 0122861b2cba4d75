package io.dlpipelines.samples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.samples.LocalSession;
import io.dlpipelines.samples.UserException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark = LocalSession.start();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void readsIdxFilesAsEncodedImages() throws IOException {
    IdxFixture.writeDataSet(folder);

    ImageData data = read();

    assertThat(data.train().imagesByLabel()).isEqualTo(Map.of("3", 3L, "7", 3L));
    assertThat(data.test().count()).isEqualTo(2);
    List<Row> rows = data.train().rows().orderBy(LabeledImages.PATH).collectAsList();
    assertThat(rows).hasSize(6);
    Row row = rows.get(5);
    assertThat(row.getString(0)).isEqualTo("train-images-idx3-ubyte.gz#5");
    assertThat(row.getString(1)).isEqualTo("7");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(row.<byte[]>getAs(2)));
    assertThat(image.getWidth()).isEqualTo(3);
    assertThat(image.getHeight()).isEqualTo(2);
    assertThat(image.getRaster().getSample(2, 1, 0)).isEqualTo(55);
  }

  @Test
  void namesTheIdxFileThatIsMissing() throws IOException {
    IdxFixture.writeDataSet(folder);
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("No t10k-labels-idx1-ubyte or .gz in " + folder);
  }

  @Test
  void readsFoldersByLabelWithSplit() throws IOException {
    writeImages("train/cat", 3);
    writeImages("train/dog", 2);
    writeImages("test/dog", 1);
    Files.createDirectories(folder.resolve("stream"));
    Files.writeString(folder.resolve("train/cat/notes.txt"), "not an image");
    Files.writeString(folder.resolve("train/dog/empty.PNG"), "");

    ImageData data = read();

    assertThat(data.train().imagesByLabel()).isEqualTo(Map.of("cat", 3L, "dog", 3L));
    assertThat(data.test().imagesByLabel()).isEqualTo(Map.of("dog", 1L));
    assertThat(data.newImages()).contains(folder.resolve("stream"));
    assertThat(data.train().rows().count()).isEqualTo(6);
    assertThat(data.train().rows().select("label").distinct().count()).isEqualTo(2);
  }

  @Test
  void holdsOutTheSameShareOfEveryLabel() throws IOException {
    writeImages("cat", 20);
    writeImages("dog", 10);

    ImageData data = read();
    ImageData again = read();

    assertThat(data.train().imagesByLabel()).isEqualTo(Map.of("cat", 16L, "dog", 8L));
    assertThat(data.test().imagesByLabel()).isEqualTo(Map.of("cat", 4L, "dog", 2L));
    assertThat(paths(data.train())).isEqualTo(paths(again.train()));
    Set<String> all = new HashSet<>(paths(data.train()));
    all.addAll(paths(data.test()));
    assertThat(all).hasSize(30);
  }

  @Test
  void givesRowWithoutContentForFileThatCannotBeRead() throws IOException {
    List<ImageFile> files = List.of(new ImageFile(folder.resolve("gone.png").toString(), "cat"));

    List<Row> rows = ImageFiles.read(spark, files).rows().collectAsList();

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).isNullAt(2)).isTrue();
  }

  @Test
  void refusesFolderThatIsNotThere() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> new DataFolder(missing).read(spark, 1))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(missing + " does not exist. Give a folder");
  }

  @Test
  void refusesEmptyFolder() {
    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("No images in " + folder + ". Put PNG or JPEG files");
  }

  @Test
  void refusesOnlyOneLabel() throws IOException {
    writeImages("cat", 5);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("only [cat]");
  }

  @Test
  void refusesLabelWithOneImage() throws IOException {
    writeImages("cat", 5);
    writeImages("dog", 1);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessage("Label dog has only one image, and one must be held out. Add some.");
  }

  @Test
  void refusesTestLabelsThatWereNotLearnt() throws IOException {
    writeImages("train/cat", 2);
    writeImages("train/dog", 2);
    writeImages("test/cow", 2);

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("have labels that no training image has: [cow]");
  }

  private ImageData read() {
    return new DataFolder(folder).read(spark, 7);
  }

  private static List<String> paths(LabeledImages images) {
    return images.rows().orderBy("path").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private void writeImages(String name, int count) throws IOException {
    Path label = Files.createDirectories(folder.resolve(name));
    byte[] png = Png.encodeGray(new byte[4], 2, 2);
    for (int i : IntStream.range(0, count).toArray()) {
      Files.write(label.resolve(i + ".png"), png);
    }
  }
}
