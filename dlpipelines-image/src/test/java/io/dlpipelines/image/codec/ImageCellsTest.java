package io.dlpipelines.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensor.Cell;
import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.InvalidCellException;
import io.dlpipelines.tensor.TensorBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCellsTest extends SparkTest {
  private static final DataType STRUCT = ImageSchema.columnSchema();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void theThreeSourcesAgree(ChannelOrder order) throws Exception {
    byte[] png = SampleImages.encodedGradient("png", 30, 50);
    Path file = Files.write(folder.resolve("a b.png"), png);
    Row read = spark().read().format("image").load(folder.toString()).first();
    for (ImageDecoding options :
        new ImageDecoding[] {ImageDecoding.ofSize(16, 24), ImageDecoding.ownSize()}) {
      ImageDecoding asked = options.withChannelOrder(order);
      DecodedImage expected = new ImageDecoder(asked).decode(png);
      assertCell(encode(DataTypes.BinaryType, asked, png), expected);
      assertCell(encode(STRUCT, asked, internal(read.getStruct(0))), expected);
      for (String uri : new String[] {file.toString(), "file://" + file}) {
        assertCell(encode(DataTypes.StringType, asked, UTF8String.fromString(uri)), expected);
      }
    }
  }

  @Test
  void anImageThatNeedsNoChangeIsNotCopied() throws Exception {
    byte[] data = {1, 2, 3, 4, 5, 6};
    Cell cell =
        encode(
            STRUCT,
            ImageDecoding.ofSize(1, 2).withChannelOrder(ChannelOrder.BGR),
            image(1, 2, 3, 16, data));
    assertThat(cell.shapeText()).isEqualTo("[1, 2, 3]");
    data[0] = 9;
    TensorBuffer copied = new TensorBuffer(Dtype.UINT8);
    copied.append(cell);
    assertThat(Arrays.copyOf(copied.bytes(), 6)).containsExactly(9, 2, 3, 4, 5, 6);
  }

  @Test
  void structsAreBlueFirst() throws Exception {
    ImageDecoding rgb = ImageDecoding.ownSize();
    byte[] bgr = {1, 2, 3, 4, 5, 6};
    assertCell(
        encode(STRUCT, rgb, image(1, 2, 3, 16, bgr)),
        new DecodedImage(1, 2, 3, new byte[] {3, 2, 1, 6, 5, 4}));
    byte[] bgra = {1, 2, 3, 0, 4, 5, 6, 0};
    assertCell(
        encode(STRUCT, rgb, image(1, 2, 4, 24, bgra)),
        new DecodedImage(1, 2, 3, new byte[] {3, 2, 1, 6, 5, 4}));
    byte[] grey = {7, 8};
    assertCell(
        encode(STRUCT, rgb, image(1, 2, 1, 0, grey)),
        new DecodedImage(1, 2, 3, new byte[] {7, 7, 7, 8, 8, 8}));
    assertCell(
        encode(STRUCT, rgb.withChannelOrder(ChannelOrder.L), image(1, 2, 1, 0, grey)),
        new DecodedImage(1, 2, 1, grey));
  }

  @Test
  void brokenStructsAreInvalid() {
    byte[] data = new byte[6];
    assertInvalid(
        STRUCT,
        image(-1, -1, -1, -1, new byte[0]),
        "the image could not be decoded when it was read");
    assertInvalid(STRUCT, image(0, 0, 3, 16, new byte[0]), "the image has no pixels (0 x 0)");
    assertInvalid(
        STRUCT,
        image(2, 2, 3, 16, data),
        "the image is 2 x 2 x 3 = 12 bytes by its fields, but its data have 6");
    assertInvalid(
        STRUCT, image(1, 2, 3, 24, data), "the image has mode 24 and 3 channels, which contradict");
    assertInvalid(
        STRUCT,
        image(1, 2, 3, 21, data),
        "an image of mode 21 cannot be read; 0 (CV_8UC1), 16 (CV_8UC3) and 24 (CV_8UC4) can");
    assertInvalid(STRUCT, image(null, 2, 3, 16, data), "the image struct has no height");
    assertInvalid(STRUCT, image(1, null, 3, 16, data), "the image struct has no width");
    assertInvalid(STRUCT, image(1, 2, null, 16, data), "the image struct has no nChannels");
    assertInvalid(STRUCT, image(1, 2, 3, null, data), "the image struct has no mode");
    assertInvalid(STRUCT, image(1, 2, 3, 16, null), "the image struct has no data");
    assertThatThrownBy(
            () -> encode(STRUCT, ImageDecoding.ownSize(), image(50_000, 50_000, 3, 16, data)))
        .isInstanceOf(InvalidCellException.class)
        .hasMessageContaining("50000 x 50000");
  }

  @Test
  void brokenPathsAreInvalid() throws Exception {
    String missing = folder.resolve("none.png").toString();
    assertInvalid(DataTypes.StringType, utf8(missing), "file not found: " + missing);
    assertInvalid(
        DataTypes.StringType, utf8(folder.toString()), "a directory, not a file: " + folder);
    assertInvalid(DataTypes.StringType, utf8(""), "not a path: ''");
    Path empty = Files.createFile(folder.resolve("empty.png"));
    assertInvalid(DataTypes.StringType, utf8(empty.toString()), "the file is empty");
    assertThatThrownBy(
            () ->
                encode(DataTypes.StringType, ImageDecoding.ownSize(), utf8("nowhere://host/a.png")))
        .isInstanceOf(InvalidCellException.class)
        .hasMessageStartingWith("the file cannot be read: nowhere://host/a.png (");
    Path large = folder.resolve("large.png");
    try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(20_000_000);
    }
    assertThatThrownBy(
            () ->
                encode(
                    DataTypes.StringType,
                    ImageDecoding.ownSize().withMaxPixels(1000),
                    utf8(large.toString())))
        .isInstanceOf(InvalidCellException.class)
        .hasMessageContaining("20000000 bytes")
        .hasMessageContaining("raise maxPixels");
  }

  @Test
  void oneEncoderServesManyRows() throws Exception {
    byte[] png = SampleImages.encodedGradient("png", 30, 50);
    ImageDecoding options = ImageDecoding.ofSize(20, 20);
    var encoder = ImageCells.forColumn(DataTypes.BinaryType, options, Configuration::new).open();
    Cell cell = new Cell();
    byte[][] files = {
      png,
      SampleImages.encodedGradient("jpeg", 200, 10),
      SampleImages.encodedGradient("bmp", 3, 4),
      png
    };
    for (byte[] file : files) {
      encoder.encode(new GenericInternalRow(new Object[] {file}), 0, cell);
      assertCell(cell, new ImageDecoder(options).decode(file));
    }
  }

  @Test
  void otherColumnsAreRefused() {
    assertThat(ImageCells.accepts(STRUCT)).isTrue();
    assertThat(ImageCells.accepts(DataTypes.BinaryType)).isTrue();
    assertThat(ImageCells.accepts(DataTypes.StringType)).isTrue();
    assertThat(ImageCells.accepts(DataTypes.LongType)).isFalse();
    DataType other =
        DataTypes.createStructType(
            new org.apache.spark.sql.types.StructField[] {
              DataTypes.createStructField("height", DataTypes.IntegerType, true)
            });
    assertThat(ImageCells.accepts(other)).isFalse();
    for (DataType type : new DataType[] {other, DataTypes.LongType}) {
      assertThatThrownBy(
              () -> ImageCells.forColumn(type, ImageDecoding.ownSize(), Configuration::new))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "a column of type "
                  + type.simpleString()
                  + " holds no images; it must be an image struct (origin, height, width,"
                  + " nChannels, mode, data), binary (an encoded file) or string (the path of a"
                  + " file)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "string", "image"})
  void sourcesOfEqualColumnsAreEqual(String type) {
    DataType column = type.equals("image") ? STRUCT : DataType.fromDDL(type);
    ImageDecoding options = ImageDecoding.ofSize(8, 8);
    CellSource source = ImageCells.forColumn(column, options, Configuration::new);
    assertThat(ImageCells.forColumn(column, options, Configuration::new))
        .isEqualTo(source)
        .hasSameHashCodeAs(source);
    assertThat(ImageCells.forColumn(column, ImageDecoding.ofSize(8, 9), Configuration::new))
        .isNotEqualTo(source);
  }

  private static Cell encode(DataType type, ImageDecoding options, Object value)
      throws InvalidCellException {
    Cell cell = new Cell();
    travelled(ImageCells.forColumn(type, options, Configuration::new))
        .open()
        .encode(new GenericInternalRow(new Object[] {value}), 0, cell);
    return cell;
  }

  private static CellSource travelled(CellSource source) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(source);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (CellSource) in.readObject();
      }
    } catch (java.io.IOException | ClassNotFoundException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void assertInvalid(DataType type, Object value, String reason) {
    assertThatThrownBy(() -> encode(type, ImageDecoding.ofSize(8, 8), value))
        .isInstanceOf(InvalidCellException.class)
        .hasMessage(reason);
  }

  private static void assertCell(Cell cell, DecodedImage expected) {
    TensorBuffer buffer = new TensorBuffer(Dtype.UINT8);
    buffer.append(cell);
    assertThat(cell.rank()).isEqualTo(3);
    assertThat(cell.dimension(0)).isEqualTo(expected.height());
    assertThat(cell.dimension(1)).isEqualTo(expected.width());
    assertThat(cell.dimension(2)).isEqualTo(expected.channels());
    assertThat(Arrays.copyOf(buffer.bytes(), buffer.byteCount())).isEqualTo(expected.pixels());
  }

  private static UTF8String utf8(String text) {
    return UTF8String.fromString(text);
  }

  private static InternalRow internal(Row image) {
    return image(
        image.getInt(1), image.getInt(2), image.getInt(3), image.getInt(4), (byte[]) image.get(5));
  }

  private static InternalRow image(
      Integer height, Integer width, Integer channels, Integer mode, byte[] data) {
    return new GenericInternalRow(
        new Object[] {utf8("origin"), height, width, channels, mode, data});
  }
}
