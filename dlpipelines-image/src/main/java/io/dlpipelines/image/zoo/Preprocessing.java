package io.dlpipelines.image.zoo;

import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorSpec;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * What a network expects of pixel values, with the names that Keras gives its {@code
 * preprocess_input} modes. The means and deviations are those of ImageNet, in the order of the
 * channels.
 */
public enum Preprocessing {
  /** 0 to 255, as they are. */
  NONE {
    @Override
    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> pixels, boolean blueFirst) {
      return pixels;
    }
  },
  /** 0 to 1: {@code x / 255}. */
  UNIT {
    @Override
    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> pixels, boolean blueFirst) {
      return tf.math.div(pixels, tf.constant(255f));
    }
  },
  /** -1 to 1: {@code x / 127.5 - 1}. */
  TF {
    @Override
    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> pixels, boolean blueFirst) {
      return tf.math.sub(tf.math.div(pixels, tf.constant(127.5f)), tf.constant(1f));
    }
  },
  /** 0 to 255 less the mean of each channel: {@code x - (123.68, 116.779, 103.939)} in RGB. */
  CAFFE {
    @Override
    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> pixels, boolean blueFirst) {
      return tf.math.sub(pixels, channels(tf, blueFirst, 123.68f, 116.779f, 103.939f));
    }
  },
  /** Normalized: {@code (x / 255 - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)} in RGB. */
  TORCH {
    @Override
    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> pixels, boolean blueFirst) {
      Operand<TFloat32> centred =
          tf.math.sub(
              UNIT.apply(tf, pixels, blueFirst), channels(tf, blueFirst, 0.485f, 0.456f, 0.406f));
      return tf.math.div(centred, channels(tf, blueFirst, 0.229f, 0.224f, 0.225f));
    }
  };

  /**
   * Makes of bytes what a network takes.
   *
   * @param tf the graph
   * @param images {@code [batch, height, width, channels]}
   * @param order the order of the channels
   * @param taken what the network takes
   * @return values of the same shape, of the network's type
   * @throws IllegalArgumentException if the network takes neither floats nor bytes as they are
   */
  public Operand<? extends TType> prepare(
      Ops tf, Operand<TUint8> images, ChannelOrder order, TensorSpec taken) {
    if (taken.dtype() == Dtype.UINT8 && this == NONE) {
      return images;
    }
    if (taken.dtype() != Dtype.FLOAT32) {
      throw new IllegalArgumentException(
          "The network's input [%s] must take FLOAT32 [batch, height, width, channels], or UINT8 without preprocessing."
              .formatted(taken));
    }
    return apply(tf, tf.dtypes.cast(images, TFloat32.class), order == ChannelOrder.BGR);
  }

  /**
   * Adds the operations.
   *
   * @param tf the graph
   * @param pixels {@code [batch, height, width, channels]}, 0 to 255
   * @param blueFirst whether channels are blue, green, red; else red, green, blue
   * @return values of the same shape
   */
  abstract Operand<TFloat32> apply(Ops tf, Operand<TFloat32> pixels, boolean blueFirst);

  /**
   * The value of the Param.
   *
   * @return in lower case
   */
  public String paramValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the value of the Param.
   *
   * @param value in lower case
   * @return the mode
   */
  public static Preprocessing of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT));
  }

  private static Operand<TFloat32> channels(
      Ops tf, boolean blueFirst, float red, float green, float blue) {
    return blueFirst
        ? tf.constant(new float[] {blue, green, red})
        : tf.constant(new float[] {red, green, blue});
  }
}
