package io.dlpipelines.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The first values of a tensor, for errors. */
final class ShownValues {
  private static final int MOST_VALUES = 8;
  private static final int MOST_CHARACTERS = 40;

  private ShownValues() {}

  static String of(TensorBuffer tensor) {
    int count =
        tensor.dtype() == Dtype.STRING
            ? tensor.stringCount()
            : tensor.byteCount() / tensor.dtype().byteSize();
    String first =
        IntStream.range(0, Math.min(count, MOST_VALUES))
            .mapToObj(index -> value(tensor, index))
            .collect(Collectors.joining(", "));
    return count > MOST_VALUES
        ? "[%s, ... (%d values)]".formatted(first, count)
        : "[%s]".formatted(first);
  }

  private static String value(TensorBuffer tensor, int index) {
    ByteBuffer bytes = ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.nativeOrder());
    int at = index * tensor.dtype().byteSize();
    return switch (tensor.dtype()) {
      case FLOAT16 -> Float.toString(HalfPrecision.fromFloat16(bytes.getShort(at)));
      case BFLOAT16 -> Float.toString(HalfPrecision.fromBfloat16(bytes.getShort(at)));
      case FLOAT32 -> Float.toString(bytes.getFloat(at));
      case FLOAT64 -> Double.toString(bytes.getDouble(at));
      case INT32 -> Integer.toString(bytes.getInt(at));
      case INT64 -> Long.toString(bytes.getLong(at));
      case INT8 -> Byte.toString(bytes.get(at));
      case INT16 -> Short.toString(bytes.getShort(at));
      case UINT32 -> Integer.toUnsignedString(bytes.getInt(at));
      case UINT64 -> Long.toUnsignedString(bytes.getLong(at));
      case UINT8 -> Integer.toString(Byte.toUnsignedInt(bytes.get(at)));
      case UINT16 -> Integer.toString(Short.toUnsignedInt(bytes.getShort(at)));
      case BOOL -> Boolean.toString(bytes.get(at) != 0);
      case STRING -> text(tensor, index);
    };
  }

  private static String text(TensorBuffer tensor, int index) {
    int start = tensor.stringStart(index);
    int length = tensor.stringEnd(index) - start;
    String text = new String(tensor.bytes(), start, length, UTF_8);
    boolean readable =
        text.chars().noneMatch(each -> Character.isISOControl(each) || each == '\uFFFD');
    if (!readable) {
      return "%d bytes".formatted(length);
    }
    return text.length() > MOST_CHARACTERS
        ? "'%s...' (%d bytes)".formatted(text.substring(0, MOST_CHARACTERS), length)
        : "'%s'".formatted(text);
  }
}
