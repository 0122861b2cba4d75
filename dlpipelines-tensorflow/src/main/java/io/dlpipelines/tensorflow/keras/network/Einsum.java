package io.dlpipelines.tensorflow.keras.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Einstein summation with a label for every axis. TensorFlow's oneDNN kernel gives wrong values
 * where an ellipsis stands for three axes or more of one operand alone.
 */
public final class Einsum {
  private static final String ELLIPSIS = "...";

  private Einsum() {}

  /**
   * The sum of products of two tensors.
   *
   * @param tf the graph
   * @param equation such as {@code ...i,ij->...j}
   * @param one the first tensor
   * @param other the second tensor
   * @param <T> the type of the numbers
   * @return the sum
   */
  public static <T extends TNumber> Operand<T> of(
      Ops tf, String equation, Operand<T> one, Operand<T> other) {
    return tf.linalg.einsum(
        List.of(one, other), explicit(equation, List.of(one.shape(), other.shape())));
  }

  /**
   * An equation with labels in the place of ellipses.
   *
   * @param equation the equation, with a result
   * @param shapes the shapes of the operands
   * @return the same equation where no operand has an ellipsis, or a rank is not known
   */
  public static String explicit(String equation, List<Shape> shapes) {
    String[] sides = equation.split("->", -1);
    String[] terms = sides[0].split(",", -1);
    if (sides.length != 2 || terms.length != shapes.size() || !equation.contains(ELLIPSIS)) {
      return equation;
    }
    List<Integer> counts = new ArrayList<>();
    for (int index = 0; index < terms.length; index++) {
      if (shapes.get(index).isUnknown()) {
        return equation;
      }
      boolean ellipsis = terms[index].contains(ELLIPSIS);
      int labels = terms[index].replace(ELLIPSIS, "").length();
      counts.add(ellipsis ? shapes.get(index).numDimensions() - labels : 0);
    }
    int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
    if (counts.stream().anyMatch(count -> count < 0)) {
      return equation;
    }
    String labels = unused(equation, most);
    List<String> replaced = new ArrayList<>();
    for (int index = 0; index < terms.length; index++) {
      replaced.add(terms[index].replace(ELLIPSIS, labels.substring(most - counts.get(index))));
    }
    return String.join(",", replaced) + "->" + sides[1].replace(ELLIPSIS, labels);
  }

  private static String unused(String equation, int count) {
    IntPredicate unused = label -> equation.indexOf(label) < 0;
    return IntStream.concat(IntStream.rangeClosed('A', 'Z'), IntStream.rangeClosed('a', 'z'))
        .filter(unused)
        .limit(count)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
