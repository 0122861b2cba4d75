package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.layer.convolution.KernelConvolution;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Patches of images, images of patches, and blocks of pixels as channels. */
final class PatchOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("image.ExtractPatches", Operation.of("images", PatchOperations::extract)),
          entry("nn.Unfold", Operation.of("x", PatchOperations::unfold)),
          entry("nn.Fold", Operation.of("x", PatchOperations::fold)),
          entry("nn.DepthToSpace", blocks("DepthToSpace")),
          entry("nn.SpaceToDepth", blocks("SpaceToDepth")));

  private PatchOperations() {}

  /** A convolution with a filter for each number of a patch, which is its kernel alone. */
  private static Operand<? extends TType> extract(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("images");
    int[] setting = call.integers("size").orElseThrow(() -> call.invalid("[size] is missing"));
    int axes = Math.max(setting.length, 2);
    int[] sizes = new int[axes];
    Arrays.setAll(sizes, axis -> setting[setting.length == 1 ? 0 : axis]);
    boolean single = TensorOps.rank(given) == axes + 1;
    Operand<? extends TType> x = single ? ops.expand(given, 0) : given;
    int channels = call.knownSize(x, call.channelsFirst() ? 1 : axes + 1);
    int numbers = Arrays.stream(sizes).reduce(channels, Math::multiplyExact);
    float[] identity = new float[Math.multiplyExact(numbers, numbers)];
    for (int number = 0; number < numbers; number++) {
      identity[number * (numbers + 1)] = 1;
    }
    int[] shape = Arrays.copyOf(sizes, axes + 2);
    shape[axes] = channels;
    shape[axes + 1] = numbers;
    Operand<TFloat32> kernel = ops.floats(ops.reshape(call.tf().constant(identity), shape));
    LayerConfig config =
        call.has("strides") ? call.config() : call.config().with("strides", call.orThrow("size"));
    Operand<? extends TType> patches =
        ops.cast(
            new KernelConvolution(config, call.tf()).conv(ops.floats(x), kernel),
            TensorOps.typeOf(given));
    return single ? ops.squeeze(patches, 0) : patches;
  }

  /** How windows lie in images of channels first. */
  private record Windows(int[] sizes, int[] strides, int[] dilations, int[] margins) {
    static Windows of(OperationCall call) {
      call.orThrow("kernel_size");
      return new Windows(
          call.pair("kernel_size", 1),
          call.pair("stride", 1),
          call.pair("dilation", 1),
          call.pair("padding", 0));
    }

    int count(int axis, int size) {
      int reach = dilations[axis] * (sizes[axis] - 1) + 1;
      return (size + 2 * margins[axis] - reach) / strides[axis] + 1;
    }
  }

  /** {@code [batch, channels * window, windows]}. */
  private static Operand<? extends TType> unfold(OperationCall call) {
    TensorOps ops = call.ops();
    Windows windows = Windows.of(call);
    Operand<? extends TType> x = call.tensor("x");
    int channels = call.knownSize(x, 1);
    int[] margins = {
      0, 0, 0, 0, windows.margins[0], windows.margins[0], windows.margins[1], windows.margins[1]
    };
    Operand<? extends TType> padded =
        ops.add("Pad", x, ops.reshape(call.tf().array(margins), 4, 2));
    Operand<? extends TType> patches =
        ops.add(
            "ExtractImagePatches",
            List.of(ops.transpose(padded, 0, 2, 3, 1)),
            builder ->
                builder
                    .setAttr("ksizes", planes(windows.sizes))
                    .setAttr("strides", planes(windows.strides))
                    .setAttr("rates", planes(windows.dilations))
                    .setAttr("padding", "VALID"));
    int window = windows.sizes[0] * windows.sizes[1];
    int count = 1;
    for (int axis = 0; axis < 2; axis++) {
      count *= windows.count(axis, call.knownSize(x, axis + 2));
    }
    Operand<? extends TType> split = ops.reshape(patches, -1, count, window, channels);
    return ops.reshape(ops.transpose(split, 0, 3, 2, 1), -1, channels * window, count);
  }

  private static long[] planes(int[] pair) {
    return new long[] {1, pair[0], pair[1], 1};
  }

  /** The sums where windows overlap: {@code [batch, channels, height, width]}. */
  private static Operand<? extends TType> fold(OperationCall call) {
    TensorOps ops = call.ops();
    Windows windows = Windows.of(call);
    call.orThrow("output_size");
    int[] output = call.pair("output_size", 1);
    Operand<? extends TType> x = call.tensor("x");
    int window = windows.sizes[0] * windows.sizes[1];
    int channels = call.knownSize(x, 1) / window;
    int rows = windows.count(0, output[0]);
    int columns = windows.count(1, output[1]);
    int height = output[0] + 2 * windows.margins[0];
    int width = output[1] + 2 * windows.margins[1];
    int[] places = new int[window * rows * columns];
    for (int index = 0; index < places.length; index++) {
      int tap = index / (rows * columns);
      int row = index % (rows * columns) / columns;
      int y = row * windows.strides[0] + tap / windows.sizes[1] * windows.dilations[0];
      int column = index % columns;
      int across = column * windows.strides[1] + tap % windows.sizes[1] * windows.dilations[1];
      places[index] = y * width + across;
    }
    Operand<TInt32> batch = ops.size(x, 0);
    Operand<? extends TType> numbers = ops.transpose(ops.reshape(x, -1, places.length), 1, 0);
    Operand<? extends TType> sums =
        ops.add(
            "UnsortedSegmentSum",
            numbers,
            call.tf().array(places),
            call.tf().constant(height * width));
    Operand<? extends TType> image =
        ops.reshape(
            ops.transpose(sums, 1, 0),
            List.of(
                batch,
                call.tf().constant(channels),
                call.tf().constant(height),
                call.tf().constant(width)));
    for (int axis = 0; axis < 2; axis++) {
      int margin = windows.margins[axis];
      image = ops.slice(image, axis + 2, margin, margin + output[axis], 1);
    }
    return image;
  }

  private static Function<LayerConfig, Layer> blocks(String type) {
    return Operation.of(
        "x",
        call -> {
          TensorOps ops = call.ops();
          Operand<? extends TType> x = call.tensor("x");
          long size = call.integer("block_size");
          boolean first = call.channelsFirst();
          Operand<? extends TType> y =
              ops.add(
                  type,
                  List.of(first ? ops.transpose(x, 0, 2, 3, 1) : x),
                  builder -> builder.setAttr("block_size", size));
          return first ? ops.transpose(y, 0, 3, 1, 2) : y;
        });
  }
}
