package io.dlpipelines.tensorflow.keras.layer.recurrent;

import io.dlpipelines.tensorflow.keras.layer.convolution.Filters;
import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Long short-term memory with convolutions for products, Shi et al. 2015. */
final class ConvLstmCell extends Cell {
  private final int axes;
  private final int filters;
  private final int[] kernelSize;
  private final int[] strides;
  private final int[] dilations;
  private final boolean same;
  private final boolean channelsFirst;
  private final boolean useBias;
  private final boolean unitForgetBias;
  private final double dropout;
  private final double recurrentDropout;
  private final LstmGates gates;
  private final Initializer kernelInitializer;
  private final Initializer recurrentInitializer;
  private final Initializer biasInitializer;

  ConvLstmCell(LayerConfig config, int axes) {
    super(config);
    this.axes = axes;
    filters = config.positive("filters");
    kernelSize = config.sizes("kernel_size", axes);
    strides = config.sizes("strides", axes, 1);
    same = config.choice("padding", "valid", "valid", "same").equals("same");
    channelsFirst = config.channelsFirst();
    dilations = config.sizes("dilation_rate", axes, 1);
    if (Arrays.stream(strides).anyMatch(stride -> stride > 1)
        && Arrays.stream(dilations).anyMatch(dilation -> dilation > 1)) {
      throw config.invalid(
          "[strides] is %s and [dilation_rate] is %s; one of them must be 1"
              .formatted(Arrays.toString(strides), Arrays.toString(dilations)));
    }
    gates =
        new LstmGates(
            config.activation("activation", "tanh"),
            config.activation("recurrent_activation", "sigmoid"));
    useBias = config.flag("use_bias", true);
    unitForgetBias = config.flag("unit_forget_bias", true);
    kernelInitializer = config.initializer("kernel_initializer", "GlorotUniform");
    recurrentInitializer = config.initializer("recurrent_initializer", "Orthogonal");
    biasInitializer = config.initializer("bias_initializer", "Zeros");
    dropout = Rates.rate(config, "dropout");
    recurrentDropout = Rates.rate(config, "recurrent_dropout");
    config.find("seed");
  }

  @Override
  int rank() {
    return axes + 3;
  }

  @Override
  Operand<TFloat32> channelsLast(Ops tf, Operand<TFloat32> x) {
    int rank = x.shape().numDimensions();
    return channelsFirst ? moved(tf, x, rank - axes - 1, rank - 1) : x;
  }

  @Override
  Operand<TFloat32> channelsAsGiven(Ops tf, Operand<TFloat32> x) {
    int rank = x.shape().numDimensions();
    return channelsFirst ? moved(tf, x, rank - 1, rank - axes - 1) : x;
  }

  private static Operand<TFloat32> moved(Ops tf, Operand<TFloat32> x, int from, int to) {
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < x.shape().numDimensions(); axis++) {
      order.add(axis);
    }
    order.add(to, order.remove(from));
    return tf.linalg.transpose(
        x, tf.constant(order.stream().mapToInt(Integer::intValue).toArray()));
  }

  @Override
  long[] outputSizes(long[] inputSizes) {
    long[] sizes = new long[axes + 1];
    for (int axis = 0; axis < axes; axis++) {
      long reach = (long) (kernelSize[axis] - 1) * dilations[axis];
      long positions = same ? inputSizes[axis] : inputSizes[axis] - reach;
      sizes[axis] = (positions + strides[axis] - 1) / strides[axis];
    }
    sizes[axes] = filters;
    return sizes;
  }

  @Override
  Recurrence open(LayerCall call, Operand<TInt32> batch, long[] inputSizes) {
    Ops tf = call.tf();
    Operand<TInt32> stateSizes = Sizes.join(tf, List.of(batch), outputSizes(inputSizes));
    Operand<TFloat32> kernel =
        call.weight("kernel", kernelInitializer, kernelShape(inputSizes[axes]));
    Operand<TFloat32> recurrentKernel =
        call.weight("recurrent_kernel", recurrentInitializer, kernelShape(filters));
    Optional<Operand<TFloat32>> bias =
        useBias ? Optional.of(call.weight("bias", biasInitializer(), width())) : Optional.empty();
    Gates input =
        new Gates(
            LstmGates.COUNT,
            this::inputProduct,
            kernel,
            bias,
            DropoutMask.draw(
                call, dropout, LstmGates.COUNT, Sizes.join(tf, List.of(batch), inputSizes)));
    Gates recurrent =
        new Gates(
            LstmGates.COUNT,
            this::recurrentProduct,
            recurrentKernel,
            Optional.empty(),
            DropoutMask.draw(call, recurrentDropout, LstmGates.COUNT, stateSizes));
    return gates.recurrence(input, recurrent, Collections.nCopies(2, Sizes.zeros(tf, stateSizes)));
  }

  private Initializer biasInitializer() {
    return unitForgetBias ? Initializer.unitForgetBias(biasInitializer) : biasInitializer;
  }

  private long width() {
    return (long) LstmGates.COUNT * filters;
  }

  private long[] kernelShape(long channels) {
    long[] shape = new long[axes + 2];
    for (int axis = 0; axis < axes; axis++) {
      shape[axis] = kernelSize[axis];
    }
    shape[axes] = channels;
    shape[axes + 1] = width();
    return shape;
  }

  private Operand<TFloat32> inputProduct(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel, boolean sequence) {
    Filters filters = new Filters(strides, dilations, same);
    return sequence
        ? TimeAxis.unfold(tf, filters.apply(tf, TimeAxis.fold(tf, x), kernel), x)
        : filters.apply(tf, x, kernel);
  }

  private Operand<TFloat32> recurrentProduct(
      Ops tf, Operand<TFloat32> h, Operand<TFloat32> kernel, boolean sequence) {
    int[] one = new int[axes];
    Arrays.fill(one, 1);
    return new Filters(one, one, true).apply(tf, h, kernel);
  }
}
