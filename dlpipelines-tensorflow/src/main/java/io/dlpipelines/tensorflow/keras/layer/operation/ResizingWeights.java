package io.dlpipelines.tensorflow.keras.layer.operation;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The weights {@code [input, output]} of the pixels along an axis that is scaled and translated.
 *
 * @param input how many pixels there are
 * @param output how many are made
 * @param scale how much larger a pixel becomes
 * @param translation how far it moves then
 */
record ResizingWeights(
    TensorOps ops,
    Operand<TInt32> input,
    Operand<TInt32> output,
    Operand<? extends TType> scale,
    Operand<? extends TType> translation) {

  /** Empty if there is no such method; each has a name for one, two or three axes. */
  Optional<Operand<? extends TType>> by(String method, boolean antialias) {
    return switch (method) {
      case "linear", "bilinear", "trilinear", "triangle" ->
          Optional.of(weights(triangle(distance(antialias))));
      case "cubic", "bicubic", "tricubic" -> Optional.of(weights(cubic(distance(antialias))));
      case "lanczos3" -> Optional.of(weights(lanczos(distance(antialias), 3)));
      case "lanczos5" -> Optional.of(weights(lanczos(distance(antialias), 5)));
      default -> Optional.empty();
    };
  }

  private Operand<? extends TType> inverse() {
    return ops.over(ops.number(1, scale), scale);
  }

  /** Where the centers of the output's pixels lie in the input. */
  private Operand<? extends TType> places() {
    Operand<? extends TType> centers = ops.plus(ops.range(output, DataType.DT_FLOAT), 0.5);
    return ops.minus(ops.times(ops.minus(centers, translation), inverse()), 0.5);
  }

  private Operand<? extends TType> distance(boolean antialias) {
    Operand<? extends TType> rows = ops.expand(ops.range(input, DataType.DT_FLOAT), 1);
    Operand<? extends TType> distance = ops.add("Abs", ops.minus(places(), rows));
    return antialias
        ? ops.over(distance, ops.add("Maximum", inverse(), ops.number(1, scale)))
        : distance;
  }

  private Operand<? extends TType> triangle(Operand<? extends TType> x) {
    return ops.add("Maximum", ops.minus(ops.number(1, x), x), ops.number(0, x));
  }

  /** Keys's kernel. */
  private Operand<? extends TType> cubic(Operand<? extends TType> x) {
    Operand<? extends TType> near =
        ops.plus(ops.times(ops.times(ops.minus(ops.times(x, 1.5), 2.5), x), x), 1);
    Operand<? extends TType> far =
        ops.plus(ops.times(ops.minus(ops.times(ops.plus(ops.times(x, -0.5), 2.5), x), 4), x), 2);
    Operand<? extends TType> y = ops.choose(atLeast(x, 1), far, near);
    return ops.choose(atLeast(x, 2), ops.number(0, x), y);
  }

  private Operand<? extends TType> lanczos(Operand<? extends TType> x, double radius) {
    Operand<? extends TType> sines =
        ops.times(
            ops.times(
                ops.add("Sin", ops.times(x, Math.PI)),
                ops.add("Sin", ops.times(x, Math.PI / radius))),
            radius);
    Operand<? extends TType> one = ops.number(1, x);
    Operand<? extends TType> apart = ops.add("Greater", x, ops.number(0.001, x));
    Operand<? extends TType> squares =
        ops.choose(apart, ops.times(ops.times(x, x), Math.PI * Math.PI), one);
    Operand<? extends TType> y = ops.choose(apart, ops.over(sines, squares), one);
    return ops.choose(ops.add("Greater", x, ops.number(radius, x)), ops.number(0, x), y);
  }

  private Operand<? extends TType> atLeast(Operand<? extends TType> x, double bound) {
    return ops.add("GreaterEqual", x, ops.number(bound, x));
  }

  /** Those of each output pixel sum to one; pixels from outside of the input are zero. */
  private Operand<? extends TType> weights(Operand<? extends TType> given) {
    Operand<? extends TType> zero = ops.number(0, given);
    Operand<? extends TType> sums = ops.reduce("Sum", given, true, 0);
    Operand<? extends TType> some =
        ops.add("Greater", ops.add("Abs", sums), ops.number(1000 * Math.ulp(1f), sums));
    Operand<? extends TType> safe = ops.choose(some, sums, ops.number(1, sums));
    Operand<? extends TType> weights = ops.choose(some, ops.over(given, safe), zero);
    Operand<? extends TType> places = places();
    Operand<? extends TType> last = ops.minus(ops.cast(input, DataType.DT_FLOAT), 0.5);
    Operand<? extends TType> inside =
        ops.add(
            "LogicalAnd",
            ops.add("GreaterEqual", places, ops.number(-0.5, places)),
            ops.add("LessEqual", places, last));
    return ops.choose(inside, weights, zero);
  }
}
