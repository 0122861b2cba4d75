package io.dlpipelines.param;

import java.util.Arrays;

/**
 * Refuses values of a Param with its name, the allowed range and the given value.
 *
 * @param param the Param's name
 * @param allowed the allowed values, to be read after "must be"
 * @param type the class of the values
 * @param contains whether a value of that class is allowed
 * @param <T> what the Param holds
 */
record ValueRange<T>(String param, String allowed, Class<?> type, Check<T> contains)
    implements Check<T> {

  @Override
  public Object apply(T value) {
    if (!type.isInstance(value)) {
      throw refused(value == null ? "null" : text(value) + " of type " + typeName(value));
    }
    if (!(Boolean) contains.apply(value)) {
      throw refused(text(value));
    }
    return true;
  }

  private String typeName(Object value) {
    return "%s, not %s".formatted(value.getClass().getSimpleName(), type.getSimpleName());
  }

  private IllegalArgumentException refused(String given) {
    return new IllegalArgumentException("%s must be %s, got %s".formatted(param, allowed, given));
  }

  private static String text(Object value) {
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString(number.longValue());
    }
    if (value instanceof double[] numbers) {
      return Arrays.toString(numbers);
    }
    if (value instanceof Object[] values) {
      return Arrays.toString(values);
    }
    return value instanceof String text ? "[" + text + "]" : value.toString();
  }
}
