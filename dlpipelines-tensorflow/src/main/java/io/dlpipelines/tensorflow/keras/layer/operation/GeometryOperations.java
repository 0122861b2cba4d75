package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Images whose pixels are taken from other places. */
final class GeometryOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry(
              "image.AffineTransform",
              Operation.of("images transform", GeometryOperations::affine)),
          entry(
              "image.PerspectiveTransform",
              Operation.of("images start_points end_points", GeometryOperations::perspective)),
          entry("image.MapCoordinates", Operation.of("inputs coordinates", MappedCoordinates::of)),
          entry(
              "image.ScaleAndTranslate",
              Operation.of("images output_shape scale translation", GeometryOperations::scale)));

  private GeometryOperations() {}

  private static Operand<? extends TType> affine(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> transform = ops.floats(call.tensor("transform"));
    return projected(
        call,
        TensorOps.rank(transform) == 1 ? ops.expand(transform, 0) : transform,
        call.word("fill_mode", "constant", "constant", "nearest", "wrap", "reflect"));
  }

  /** {@code transforms} are of eight numbers, one for all images or one for each. */
  private static Operand<? extends TType> projected(
      OperationCall call, Operand<? extends TType> transforms, String fillMode) {
    String interpolation = call.word("interpolation", "bilinear", "bilinear", "nearest");
    return Images.of(call, "images")
        .changed(
            x ->
                call.ops()
                    .add(
                        "ImageProjectiveTransformV3",
                        List.of(
                            x,
                            transforms,
                            call.ops().slice(call.tf().shape(x), 0, 1, 3, 1),
                            call.ops().number(call.number("fill_value", 0), DataType.DT_FLOAT)),
                        builder ->
                            builder
                                .setAttr("interpolation", interpolation.toUpperCase(Locale.ROOT))
                                .setAttr("fill_mode", fillMode.toUpperCase(Locale.ROOT))));
  }

  private static Operand<? extends TType> perspective(OperationCall call) {
    return projected(
        call,
        homographies(call.ops(), corners(call, "start_points"), corners(call, "end_points")),
        "constant");
  }

  /** {@code [batch, 4, 2]}. */
  private static Operand<? extends TType> corners(OperationCall call, String name) {
    Operand<? extends TType> points = call.ops().floats(call.tensor(name));
    return TensorOps.rank(points) == 2 ? call.ops().expand(points, 0) : points;
  }

  /** The transforms that take the ends to the starts: two equations for each corner. */
  private static Operand<? extends TType> homographies(
      TensorOps ops, Operand<? extends TType> starts, Operand<? extends TType> ends) {
    List<Operand<? extends TType>> rows = new ArrayList<>();
    for (int corner = 0; corner < 4; corner++) {
      Operand<? extends TType> end = ops.at(ends, 1, corner);
      Operand<? extends TType> x = ops.at(end, 1, 0);
      Operand<? extends TType> y = ops.at(end, 1, 1);
      Operand<? extends TType> one = ops.add("OnesLike", x);
      Operand<? extends TType> zero = ops.add("ZerosLike", x);
      for (int axis = 0; axis < 2; axis++) {
        Operand<? extends TType> target =
            ops.add("Neg", ops.at(ops.at(starts, 1, corner), 1, axis));
        List<Operand<? extends TType>> own = List.of(x, y, one);
        List<Operand<? extends TType>> none = List.of(zero, zero, zero);
        List<Operand<? extends TType>> row = new ArrayList<>(axis == 0 ? own : none);
        row.addAll(axis == 0 ? none : own);
        row.add(ops.times(target, x));
        row.add(ops.times(target, y));
        rows.add(ops.stack(row, 1));
      }
    }
    Operand<? extends TType> solution =
        ops.add("MatrixSolve", ops.stack(rows, 1), ops.reshape(starts, -1, 8, 1));
    return ops.reshape(solution, -1, 8);
  }

  /** A product with weights of the pixels along each of some axes. */
  private static Operand<? extends TType> scale(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("images");
    Operand<? extends TType> scales = ops.floats(call.tensor("scale"));
    Operand<? extends TType> translations = ops.floats(call.tensor("translation"));
    int[] axes =
        call.integers("spatial_dims").orElseThrow(() -> call.invalid("[spatial_dims] is missing"));
    Operand<TInt32> shape = call.sizes("output_shape");
    boolean whole = !ElementTypes.isInexact(TensorOps.typeOf(given));
    Operand<? extends TType> y = ops.floating(given);
    for (int index = 0; index < axes.length; index++) {
      int axis = call.axis(axes[index], given);
      ResizingWeights weights =
          new ResizingWeights(
              ops,
              ops.size(given, axis),
              ops.integers(ops.at(shape, 0, axis)),
              ops.at(scales, 0, index),
              ops.at(translations, 0, index));
      Operand<? extends TType> matrix =
          ops.cast(
              weights
                  .by(call.orThrow("method").asText(), call.flag("antialias", true))
                  .orElseThrow(
                      () ->
                          call.invalid(
                              "[method] is %s; it must be linear, cubic, lanczos3 or lanczos5"
                                  .formatted(call.orThrow("method")))),
              TensorOps.typeOf(y));
      int last = TensorOps.rank(y) - 1;
      Operand<? extends TType> product =
          Contraction.of(ops, y, matrix, new int[] {axis}, new int[] {0});
      y = ops.moveAxis(product, last, axis);
    }
    if (!whole) {
      return y;
    }
    Operand<? extends TType> all = ops.reshape(ops.floats(given), -1);
    Operand<? extends TType> limited =
        ops.add(
            "Maximum",
            ops.add("Minimum", ops.add("Round", y), ops.reduce("Max", all, false, 0)),
            ops.reduce("Min", all, false, 0));
    return ops.cast(limited, TensorOps.typeOf(given));
  }
}
