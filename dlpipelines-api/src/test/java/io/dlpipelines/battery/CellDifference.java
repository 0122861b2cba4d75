package io.dlpipelines.battery;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** Compares cells of any type by their numbers: rows, vectors, arrays, maps, to any depth. */
final class CellDifference {

  private CellDifference() {}

  /** Where two cells differ, in words; empty where they do not. */
  static Optional<String> between(Object actual, Object expected, double tolerance) {
    if (actual instanceof Number left && expected instanceof Number right) {
      return sameNumber(left, right, tolerance) ? Optional.empty() : differ(actual, expected);
    }
    Optional<List<?>> left = elements(actual);
    Optional<List<?>> right = elements(expected);
    if (left.isPresent() && right.isPresent()) {
      return betweenLists(left.get(), right.get(), tolerance);
    }
    return Objects.equals(actual, expected) ? Optional.empty() : differ(actual, expected);
  }

  private static Optional<String> betweenLists(List<?> left, List<?> right, double tolerance) {
    if (left.size() != right.size()) {
      return differ(left, right);
    }
    return IntStream.range(0, left.size())
        .mapToObj(
            place ->
                between(left.get(place), right.get(place), tolerance)
                    .map(difference -> "[" + place + "]: " + difference))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static boolean sameNumber(Number left, Number right, double tolerance) {
    if (left.getClass() != right.getClass()) {
      return false;
    }
    if (left.equals(right)) {
      return true;
    }
    boolean floating = left instanceof Double || left instanceof Float;
    double bound = tolerance * Math.max(1, Math.abs(right.doubleValue()));
    return floating && Math.abs(left.doubleValue() - right.doubleValue()) <= bound;
  }

  private static Optional<List<?>> elements(Object cell) {
    if (cell instanceof Row row) {
      return Optional.of(IntStream.range(0, row.size()).mapToObj(row::get).toList());
    }
    if (cell instanceof Vector vector) {
      return Optional.of(IntStream.range(0, vector.size()).mapToObj(vector::apply).toList());
    }
    if (cell instanceof scala.collection.Seq<?> sequence) {
      return Optional.of(new java.util.ArrayList<>(CollectionConverters.asJava(sequence)));
    }
    if (cell != null && cell.getClass().isArray()) {
      return Optional.of(
          IntStream.range(0, Array.getLength(cell)).mapToObj(i -> Array.get(cell, i)).toList());
    }
    return Optional.empty();
  }

  private static Optional<String> differ(Object actual, Object expected) {
    return Optional.of("got <" + actual + ">, expected <" + expected + ">");
  }
}
