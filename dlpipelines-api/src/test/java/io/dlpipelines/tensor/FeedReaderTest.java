package io.dlpipelines.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedReaderTest {

  @ParameterizedTest(name = "{0} to {1} gives {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[4]       | [4]          | [4]",
        "[4]       | [?]          | [4]",
        "[0]       | [?]          | [0]",
        "[6]       | [2, 3]       | [2, 3]",
        "[6]       | [?, 3]       | [2, 3]",
        "[6]       | [2, ?]       | [2, 3]",
        "[24]      | [2, ?, 4]    | [2, 3, 4]",
        "[6]       | [1, 6, 1]    | [1, 6, 1]",
        "[0]       | [?, 3]       | [0, 3]",
        "[0]       | [2, 0, ?]    | [2, 0, 0]",
        "[]        | []           | []",
        "[]        | [1]          | [1]",
        "[]        | [?]          | [1]",
        "[]        | [1, 1]       | [1, 1]",
        "[1]       | []           | []",
        "[2, 3]    | [2, 3]       | [2, 3]",
        "[2, 3]    | [?, ?]       | [2, 3]",
        "[2, 3]    | [2, ?]       | [2, 3]",
        "[2, 1, 3] | [?, 1, 3]    | [2, 1, 3]",
        "[5]       | unknown rank | [5]",
        "[]        | unknown rank | []",
        "[2, 3]    | unknown rank | [2, 3]"
      })
  void flatCellsTakeTheShapeOfTheTensor(String cell, String tensor, String expected)
      throws Exception {
    FeedReader reader = reader(sizes(cell).length, shape(tensor), false);
    reader.read(row(sizes(cell), 1));
    assertThat(Arrays.toString(reader.dimensions())).isEqualTo(expected);
    assertThat(reader.cell().byteCount()).isEqualTo(4 * reader.cell().elementCount());
  }

  @ParameterizedTest(name = "{0} to {1} is invalid")
  @CsvSource(
      delimiter = '|',
      value = {
        "[5]    | [4]",
        "[4]    | [5]",
        "[3]    | [0]",
        "[0]    | [3]",
        "[6]    | [?, 4]",
        "[6]    | [?, ?]",
        "[5]    | [2, 3]",
        "[2]    | []",
        "[]     | [2]",
        "[2]    | [0, ?]",
        "[2, 3] | [3, 2]",
        "[2, 3] | [6]",
        "[2, 3] | [?]",
        "[2, 3] | [1, 2, 3]",
        "[2, 3] | [?, 4]",
        "[1, 1] | []"
      })
  void otherShapesAreInvalid(String cell, String tensor) {
    FeedReader reader = reader(sizes(cell).length, shape(tensor), false);
    assertThatThrownBy(() -> reader.read(row(sizes(cell), 1)))
        .isInstanceOf(InvalidCellException.class)
        .hasMessage("the value has shape " + cell + ", and tensor [in:0] takes " + tensor);
  }

  @Test
  void nullIsInvalid() {
    FeedReader reader = reader(1, TensorShape.of(2), false);
    assertThatThrownBy(() -> reader.read(new GenericInternalRow(new Object[] {7L, null})))
        .isInstanceOf(InvalidCellException.class)
        .hasMessage("the value is null");
  }

  @Test
  void infinityIsInvalidWhereAskedFor() throws Exception {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      reader(1, TensorShape.of(2), false).read(row(new long[] {2}, value));
      FeedReader strict = reader(1, TensorShape.of(2), true);
      strict.read(row(new long[] {2}, 1));
      assertThatThrownBy(() -> strict.read(row(new long[] {2}, value)))
          .isInstanceOf(InvalidCellException.class)
          .hasMessage("the value has an element that is not finite");
    }
  }

  @Test
  void aReaderGoesOnAfterAnInvalidValue() throws Exception {
    FeedReader reader = reader(1, shape("[?, 3]"), false);
    reader.read(row(new long[] {6}, 1));
    assertThatThrownBy(() -> reader.read(row(new long[] {7}, 1)))
        .isInstanceOf(InvalidCellException.class);
    reader.read(row(new long[] {9}, 1));
    assertThat(reader.dimensions()).containsExactly(3, 3);
  }

  private static FeedReader reader(int rank, TensorShape tensor, boolean checkFinite) {
    DataType type = DataTypes.FloatType;
    for (int i = 0; i < rank; i++) {
      type = DataTypes.createArrayType(type);
    }
    CellSource cells = ColumnCells.find(type, Dtype.FLOAT32).orElseThrow().source();
    Feed feed = new Feed("x", "in:0", Dtype.FLOAT32, tensor, true, checkFinite, cells);
    return new FeedReader(feed, 1);
  }

  private static InternalRow row(long[] sizes, float value) {
    return new GenericInternalRow(new Object[] {7L, nested(sizes, 0, value)});
  }

  private static Object nested(long[] sizes, int axis, float value) {
    if (axis == sizes.length) {
      return value;
    }
    Object[] elements = new Object[(int) sizes[axis]];
    Arrays.setAll(elements, i -> nested(sizes, axis + 1, value));
    return new GenericArrayData(elements);
  }

  private static TensorShape shape(String text) {
    return text.equals("unknown rank")
        ? TensorShape.unknownRank()
        : TensorShape.of(sizes(text.replace("?", "-1")));
  }

  private static long[] sizes(String text) {
    String inner = text.substring(1, text.length() - 1);
    return inner.isEmpty()
        ? new long[0]
        : Arrays.stream(inner.split(", ")).mapToLong(Long::parseLong).toArray();
  }
}
