package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Filters of images that see each channel apart, and a measure that is made of one. */
final class FilterOperations {
  private static final float[] SOBEL = {
    -1, -1, -2, 0, -1, 1,
    0, -2, 0, 0, 0, 2,
    1, -1, 2, 0, 1, 1
  };

  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of(
          "image.GaussianBlur", Operation.of("images", FilterOperations::blur),
          "image.SobelEdges", Operation.of("images", FilterOperations::edges),
          "image.SSIM", Operation.of("image1 image2", FilterOperations::similarity));

  private FilterOperations() {}

  /**
   * The same filters for each channel.
   *
   * @param weights {@code [height, width, filters]}
   * @return {@code [batch, height, width, channels * filters]}
   */
  private static Operand<TFloat32> filtered(
      OperationCall call, Operand<? extends TType> x, float[] weights, int[] size, String padding) {
    TensorOps ops = call.ops();
    int channels = call.knownSize(x, 3);
    int filters = weights.length / (size[0] * size[1]);
    Operand<? extends TType> one =
        ops.reshape(call.tf().constant(weights), size[0], size[1], 1, filters);
    Operand<? extends TType> kernel = ops.add("Tile", one, call.tf().array(1, 1, channels, 1));
    return ops.floats(
        ops.add(
            "DepthwiseConv2dNative",
            List.of(ops.floats(x), kernel),
            builder ->
                builder.setAttr("strides", new long[] {1, 1, 1, 1}).setAttr("padding", padding)));
  }

  private static float[] gaussian(int size, double sigma) {
    float[] weights = new float[size];
    double sum = 0;
    for (int place = 0; place < size; place++) {
      double distance = (place - (size - 1) / 2d) / sigma;
      weights[place] = (float) Math.exp(-0.5 * distance * distance);
      sum += weights[place];
    }
    for (int place = 0; place < size; place++) {
      weights[place] /= (float) sum;
    }
    return weights;
  }

  private static float[] products(float[] slow, float[] fast) {
    float[] products = new float[slow.length * fast.length];
    for (int index = 0; index < products.length; index++) {
      products[index] = slow[index / fast.length] * fast[index % fast.length];
    }
    return products;
  }

  /** Keras lays the weights out by the second of the sizes and reads them by the first. */
  private static Operand<? extends TType> blur(OperationCall call) {
    int[] size = call.pair("kernel_size", 3);
    float[] sigma = call.has("sigma") ? call.numbers("sigma") : new float[] {1, 1};
    float[] weights = products(gaussian(size[1], sigma[1]), gaussian(size[0], sigma[0]));
    return Images.of(call, "images")
        .changed(
            x -> call.ops().cast(filtered(call, x, weights, size, "SAME"), TensorOps.typeOf(x)));
  }

  /** {@code [..., 2]}: the slopes along the height and along the width. */
  private static Operand<? extends TType> edges(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = Images.of(call, "images").batch();
    int[] margins = {0, 0, 1, 1, 1, 1, 0, 0};
    Operand<? extends TType> padded =
        ops.add(
            "MirrorPad",
            List.of(x, ops.reshape(call.tf().array(margins), 4, 2)),
            builder -> builder.setAttr("mode", "REFLECT"));
    Operand<? extends TType> slopes =
        ops.cast(filtered(call, padded, SOBEL, new int[] {3, 3}, "VALID"), TensorOps.typeOf(x));
    var sizes = ops.sizes(x);
    sizes.add(call.tf().constant(2));
    Operand<? extends TType> y = ops.reshape(slopes, sizes);
    return call.channelsFirst() ? ops.transpose(y, 0, 3, 1, 2, 4) : y;
  }

  /** Structural similarity of each two images, Wang and others, 2004. */
  private static Operand<? extends TType> similarity(OperationCall call) {
    TensorOps ops = call.ops();
    Images first = Images.of(call, "image1");
    Operand<? extends TType> given = first.batch();
    Operand<? extends TType> x = ops.floats(given);
    Operand<? extends TType> y = ops.floats(Images.of(call, "image2").batch());
    Local local = Local.of(call);
    double most = call.number("max_val", 1);
    double luminance = Math.pow(call.number("k1", 0.01) * most, 2);
    double contrast = Math.pow(call.number("k2", 0.03) * most, 2);
    Operand<? extends TType> xMean = local.mean(x);
    Operand<? extends TType> yMean = local.mean(y);
    Operand<? extends TType> products = ops.times(xMean, yMean);
    Operand<? extends TType> squares = ops.plus(ops.times(xMean, xMean), ops.times(yMean, yMean));
    Operand<? extends TType> covariance = ops.minus(local.mean(ops.times(x, y)), products);
    Operand<? extends TType> variances =
        ops.minus(ops.plus(local.mean(ops.times(x, x)), local.mean(ops.times(y, y))), squares);
    Operand<? extends TType> similar =
        ops.over(
            ops.times(
                ops.plus(ops.times(products, 2), luminance),
                ops.plus(ops.times(covariance, 2), contrast)),
            ops.times(ops.plus(squares, luminance), ops.plus(variances, contrast)));
    Operand<? extends TType> means =
        ops.cast(ops.reduce("Mean", similar, false, 1, 2, 3), TensorOps.typeOf(given));
    return first.single() ? ops.squeeze(means, 0) : means;
  }

  /** Means around each pixel. */
  private record Local(OperationCall call, int size, float[] weights) {
    static Local of(OperationCall call) {
      int size = call.integer("filter_size", 11);
      float[] row = gaussian(size, call.number("filter_sigma", 1.5));
      return new Local(call, size, products(row, row));
    }

    Operand<TFloat32> mean(Operand<? extends TType> x) {
      return filtered(call, x, weights, new int[] {size, size}, "VALID");
    }
  }
}
