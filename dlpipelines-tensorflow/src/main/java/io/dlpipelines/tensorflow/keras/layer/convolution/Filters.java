package io.dlpipelines.tensorflow.keras.layer.convolution;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Convolution for layers of which it is a part. It has gradients, dilated or of volumes, too. */
public final class Filters {
  private final int[] strides;
  private final int[] dilations;
  private final Padding padding;

  /**
   * Filters of one to three spatial axes.
   *
   * @param strides from one position to the next, along each axis
   * @param dilations from one number of a filter to the next, along each axis; where one is more
   *     than 1, all strides are 1
   * @param same whether zeros are put around, so that there are as many positions as places;
   *     otherwise filters lie within what they are applied to
   */
  public Filters(int[] strides, int[] dilations, boolean same) {
    this.strides = strides.clone();
    this.dilations = dilations.clone();
    padding = same ? Padding.SAME : Padding.VALID;
  }

  /**
   * Adds the operations.
   *
   * @param tf the graph
   * @param x {@code [batch, spatial axes, channels]}
   * @param kernel {@code [spatial axes, channels, filters]}
   * @return {@code [batch, spatial axes, filters]}
   */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel) {
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < strides.length; axis++) {
      int size = Math.toIntExact(kernel.shape().get(axis));
      axes.add(new Axis(size, strides[axis], dilations[axis]));
    }
    return new Correlation(tf).apply(x, kernel, new Window(axes, padding));
  }
}
