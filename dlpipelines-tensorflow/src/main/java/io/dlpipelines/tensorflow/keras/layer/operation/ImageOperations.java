package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.layer.reshaping.AspectWindow;
import io.dlpipelines.tensorflow.keras.layer.reshaping.Interpolation;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Sizes, margins and colors of images. */
final class ImageOperations {
  private static final float[] LUMINANCE = {0.2989f, 0.587f, 0.114f};

  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("image.Resize", Operation.of("images", ImageOperations::resize)),
          entry("image.RGBToGrayscale", Operation.of("images", ImageOperations::gray)),
          entry("image.RGBToHSV", Operation.of("images", call -> colors(call, "RGBToHSV"))),
          entry("image.HSVToRGB", Operation.of("images", call -> colors(call, "HSVToRGB"))),
          entry("image.CropImages", Operation.of("images", ImageOperations::crop)),
          entry("image.PadImages", Operation.of("images", ImageOperations::pad)));

  private ImageOperations() {}

  private static Operand<? extends TType> resize(OperationCall call) {
    TensorOps ops = call.ops();
    Images images = Images.of(call, "images");
    Interpolation interpolation = Interpolation.of(call.config(), Interpolation.BILINEAR);
    Operand<TInt32> size = call.sizes("size");
    Operand<? extends TType> given = images.batch();
    Operand<TFloat32> x = shaped(call, ops.floats(given));
    Operand<? extends TType> y =
        interpolation.resize(call.tf(), x, size, call.flag("antialias", false));
    return images.asGiven(CastOperations.rounded(ops, y, TensorOps.typeOf(given)));
  }

  private static Operand<TFloat32> shaped(OperationCall call, Operand<TFloat32> images) {
    boolean crops = call.flag("crop_to_aspect_ratio", false);
    boolean pads = call.flag("pad_to_aspect_ratio", false);
    if (!crops && !pads) {
      return images;
    }
    int[] size = call.pair("size", 1);
    call.word("fill_mode", "constant", "constant");
    AspectWindow window = new AspectWindow(call.tf(), size[0], size[1]);
    return crops
        ? window.cropped(images)
        : window.padded(images, (float) call.number("fill_value", 0));
  }

  private static Operand<? extends TType> gray(OperationCall call) {
    TensorOps ops = call.ops();
    return Images.of(call, "images")
        .changed(
            x -> {
              int channels = call.knownSize(x, 3);
              if (channels == 1) {
                return x;
              }
              if (channels != 3) {
                throw call.invalid("its images have %d channels".formatted(channels));
              }
              Operand<? extends TType> floats = ops.floating(x);
              Operand<? extends TType> weights =
                  ops.cast(call.tf().constant(LUMINANCE), TensorOps.typeOf(floats));
              Operand<? extends TType> y = ops.reduce("Sum", ops.times(floats, weights), true, 3);
              return ops.cast(y, TensorOps.typeOf(x));
            });
  }

  private static Operand<? extends TType> colors(OperationCall call, String type) {
    return Images.of(call, "images").changed(x -> call.ops().add(type, call.ops().floating(x)));
  }

  /** What is left out or put on both sides of an axis, of which two of three numbers are said. */
  private static int[] margins(
      OperationCall call, Operand<? extends TType> x, int axis, String kind, int sign) {
    String before = (axis == 1 ? "top_" : "left_") + kind;
    String after = (axis == 1 ? "bottom_" : "right_") + kind;
    String target = axis == 1 ? "target_height" : "target_width";
    if (call.has(before) && call.has(after)) {
      return new int[] {call.integer(before), call.integer(after)};
    }
    int both = sign * (call.integer(target) - call.knownSize(x, axis));
    int[] margins =
        call.has(before)
            ? new int[] {call.integer(before), both - call.integer(before)}
            : new int[] {both - call.integer(after), call.integer(after)};
    if (margins[0] < 0 || margins[1] < 0) {
      throw call.invalid(
          "[%s] is %d, which does not fit its input %s"
              .formatted(target, call.integer(target), x.shape()));
    }
    return margins;
  }

  private static Operand<? extends TType> crop(OperationCall call) {
    return Images.of(call, "images")
        .changed(
            x -> {
              Operand<? extends TType> y = x;
              for (int axis = 1; axis <= 2; axis++) {
                int[] margins = margins(call, x, axis, "cropping", -1);
                int end = margins[1] == 0 ? Integer.MAX_VALUE : -margins[1];
                y = call.ops().slice(y, axis, margins[0], end, 1);
              }
              return y;
            });
  }

  private static Operand<? extends TType> pad(OperationCall call) {
    TensorOps ops = call.ops();
    return Images.of(call, "images")
        .changed(
            x -> {
              int[] rows = margins(call, x, 1, "padding", 1);
              int[] columns = margins(call, x, 2, "padding", 1);
              int[] all = {0, 0, rows[0], rows[1], columns[0], columns[1], 0, 0};
              return ops.add("Pad", List.of(x, ops.reshape(call.tf().array(all), 4, 2)), b -> b);
            });
  }
}
