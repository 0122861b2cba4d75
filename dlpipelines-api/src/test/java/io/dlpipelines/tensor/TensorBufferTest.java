package io.dlpipelines.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.unsafe.Platform;
import org.junit.jupiter.api.Test;

class TensorBufferTest {
  private static final int BATCHES = 200;

  @Test
  void reusedCellsAndBuffersHoldNothingOld() {
    Random random = new Random(1);
    Cell cell = new Cell();
    TensorBuffer buffer = new TensorBuffer(Dtype.UINT8);
    for (int batch = 0; batch < BATCHES; batch++) {
      buffer.clear();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (int row = random.nextInt(6); row > 0; row--) {
        byte[] bytes = bytes(random, random.nextInt(3000));
        fill(cell, bytes, random.nextBoolean());
        assertThat(cell.elementCount()).isEqualTo(bytes.length);
        buffer.append(cell);
        expected.writeBytes(bytes);
      }
      assertThat(used(buffer)).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  void rowsMoveToAnotherBuffer() {
    TensorBuffer numbers = TensorBuffer.of(Dtype.UINT8, new byte[] {1, 2, 3, 4, 5, 6}, 3, 2);
    TensorBuffer rest = new TensorBuffer(Dtype.UINT8);
    numbers.moveBehind(2, 3, rest);
    assertThat(used(numbers)).containsExactly(1, 2, 3, 4);
    assertThat(used(rest)).containsExactly(5, 6);
    rest.copyTo(numbers);
    assertThat(used(numbers)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void stringsMoveToAnotherBuffer() {
    TensorBuffer strings = new TensorBuffer(Dtype.STRING);
    for (String value : List.of("a", "", "bcd", "e", "fg", "")) {
      strings.appendString(value.getBytes(UTF_8));
    }
    TensorBuffer rest = new TensorBuffer(Dtype.STRING);
    strings.moveBehind(1, 3, rest);
    assertThat(texts(strings)).containsExactly("a", "");
    assertThat(texts(rest)).containsExactly("bcd", "e", "fg", "");
    rest.moveBehind(0, 2, strings);
    assertThat(texts(rest)).isEmpty();
    assertThat(texts(strings)).containsExactly("a", "", "bcd", "e", "fg", "");
  }

  private static List<String> texts(TensorBuffer strings) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < strings.stringCount(); i++) {
      int start = strings.stringStart(i);
      texts.add(new String(strings.bytes(), start, strings.stringEnd(i) - start, UTF_8));
    }
    return texts;
  }

  @Test
  void stringsKeepTheirEnds() {
    Random random = new Random(2);
    Cell cell = new Cell();
    TensorBuffer buffer = new TensorBuffer(Dtype.STRING);
    for (int batch = 0; batch < BATCHES; batch++) {
      buffer.clear();
      List<byte[]> expected = new ArrayList<>();
      for (int row = random.nextInt(4); row > 0; row--) {
        cell.start();
        for (int i = random.nextInt(40); i > 0; i--) {
          byte[] value = bytes(random, random.nextInt(9));
          cell.appendString(value, Platform.BYTE_ARRAY_OFFSET, value.length);
          expected.add(value);
        }
        buffer.append(cell);
        if (random.nextBoolean()) {
          byte[] alone = bytes(random, 5);
          buffer.appendString(alone);
          expected.add(alone);
        }
      }
      assertThat(buffer.stringCount()).isEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        assertThat(Arrays.copyOfRange(buffer.bytes(), buffer.stringStart(i), buffer.stringEnd(i)))
            .isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void aViewAfterStringsHasNoStrings() {
    Cell cell = new Cell();
    cell.start();
    cell.appendString("old".getBytes(UTF_8), Platform.BYTE_ARRAY_OFFSET, 3);
    fill(cell, new byte[] {1}, true);
    TensorBuffer buffer = new TensorBuffer(Dtype.UINT8);
    buffer.append(cell);
    assertThat(buffer.stringCount()).isZero();
    assertThat(used(buffer)).containsExactly(1);
  }

  @Test
  void aViewFollowsTheBytesItShows() {
    byte[] bytes = {1, 2, 3};
    Cell cell = new Cell();
    fill(cell, bytes, true);
    bytes[1] = 9;
    TensorBuffer buffer = new TensorBuffer(Dtype.UINT8);
    buffer.append(cell);
    assertThat(used(buffer)).containsExactly(1, 9, 3);
  }

  @Test
  void anyRank() {
    Cell cell = new Cell();
    cell.start();
    assertThat(cell.shapeText()).isEqualTo("[]");
    assertThat(cell.elementCount()).isEqualTo(1);
    for (int axis = 0; axis < 9; axis++) {
      cell.addDimension(axis + 1);
    }
    assertThat(cell.rank()).isEqualTo(9);
    assertThat(cell.dimension(8)).isEqualTo(9);
    assertThat(cell.elementCount()).isEqualTo(362_880);
    assertThat(cell.shapeText()).isEqualTo("[1, 2, 3, 4, 5, 6, 7, 8, 9]");
    cell.start();
    cell.addDimension(0);
    assertThat(cell.shapeText()).isEqualTo("[0]");
    assertThat(cell.elementCount()).isZero();
  }

  @Test
  void onlyFloatingElementsCanBeInfinite() {
    for (double value : new double[] {0, -1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      boolean finite = Double.isFinite(value);
      ByteBuffer doubles = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
      assertThat(isFinite(Dtype.FLOAT64, doubles.putDouble(0, 1).putDouble(8, value)))
          .isEqualTo(finite);
      ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
      assertThat(isFinite(Dtype.FLOAT32, floats.putFloat(0, 1).putFloat(4, (float) value)))
          .isEqualTo(finite);
    }
    byte[] ones = new byte[8];
    Arrays.fill(ones, (byte) -1);
    assertThat(isFinite(Dtype.INT64, ByteBuffer.wrap(ones))).isTrue();
    assertThat(isFinite(Dtype.FLOAT64, ByteBuffer.allocate(0))).isTrue();
  }

  @Test
  void halvesCanBeInfiniteToo() {
    for (Dtype dtype : new Dtype[] {Dtype.FLOAT16, Dtype.BFLOAT16}) {
      for (float value : new float[] {1, 65504, Float.NaN, Float.NEGATIVE_INFINITY}) {
        HalfReference format =
            dtype == Dtype.FLOAT16 ? HalfReference.FLOAT16 : HalfReference.BFLOAT16;
        ByteBuffer halves = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        assertThat(isFinite(dtype, halves.putShort(2, format.encode(value))))
            .isEqualTo(Float.isFinite(value));
      }
    }
  }

  @Test
  void truncateGoesBackToAnEarlierEnd() {
    TensorBuffer buffer = new TensorBuffer(Dtype.STRING);
    buffer.appendString("ab".getBytes(UTF_8));
    int bytes = buffer.byteCount();
    int strings = buffer.stringCount();
    buffer.appendString("cde".getBytes(UTF_8));
    buffer.truncate(bytes, strings);
    buffer.appendString("f".getBytes(UTF_8));
    assertThat(used(buffer)).isEqualTo("abf".getBytes(UTF_8));
    assertThat(buffer.stringStart(1)).isEqualTo(2);
    assertThat(buffer.stringEnd(1)).isEqualTo(3);
  }

  @Test
  void holdsWhatWasAppendedAlone() {
    Cell cell = new Cell();
    TensorBuffer buffer = new TensorBuffer(Dtype.STRING);
    strings(cell, "ab", "c");
    buffer.append(cell);
    assertThat(buffer.holds(cell)).isTrue();
    strings(cell, "a", "bc");
    assertThat(buffer.holds(cell)).isFalse();
    strings(cell, "abc");
    assertThat(buffer.holds(cell)).isFalse();
    strings(cell, "ab", "d");
    assertThat(buffer.holds(cell)).isFalse();
    strings(cell, "ab", "c");
    buffer.append(cell);
    assertThat(buffer.holds(cell)).isFalse();
    buffer.clear();
    cell.start();
    assertThat(buffer.holds(cell)).isTrue();
  }

  @Test
  void wrapsWithoutCopying() {
    byte[] bytes = {1, 0, 1};
    TensorBuffer bools = TensorBuffer.of(Dtype.BOOL, bytes, 3);
    assertThat(bools.bytes()).isSameAs(bytes);
    assertThat(bools.byteCount()).isEqualTo(3);
    assertThat(bools.dimensions()).containsExactly(3);
    TensorBuffer text = TensorBuffer.ofString("abc".getBytes(UTF_8));
    assertThat(text.dimensions()).isEmpty();
    assertThat(text.stringCount()).isEqualTo(1);
    assertThat(text.stringStart(0)).isZero();
    assertThat(text.stringEnd(0)).isEqualTo(3);
  }

  @Test
  void moreThanAnArrayHoldsIsRefusedBeforeMemoryIsTaken() {
    Cell cell = new Cell();
    cell.start();
    assertThatThrownBy(() -> cell.reserve(Integer.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("2147483647 bytes do not fit into one array");
    TensorBuffer buffer = new TensorBuffer(Dtype.UINT8);
    buffer.reserve(10);
    assertThatThrownBy(() -> buffer.reserve(Integer.MAX_VALUE))
        .hasMessage("2147483657 bytes do not fit into one array");
    assertThat(buffer.byteCount()).isEqualTo(10);
  }

  private static void strings(Cell cell, String... values) {
    cell.start();
    for (String value : values) {
      byte[] bytes = value.getBytes(UTF_8);
      cell.appendString(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length);
    }
  }

  private static void fill(Cell cell, byte[] bytes, boolean view) {
    if (view) {
      cell.view(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length);
    } else {
      cell.start();
      int half = bytes.length / 2;
      int first = cell.reserve(half);
      System.arraycopy(bytes, 0, cell.memory(), first, half);
      int second = cell.reserve(bytes.length - half);
      System.arraycopy(bytes, half, cell.memory(), second, bytes.length - half);
    }
    cell.addDimension(bytes.length);
  }

  private static boolean isFinite(Dtype dtype, ByteBuffer elements) {
    Cell cell = new Cell();
    fill(cell, elements.array(), true);
    return cell.isFinite(dtype);
  }

  private static byte[] used(TensorBuffer buffer) {
    return Arrays.copyOf(buffer.bytes(), buffer.byteCount());
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
