package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.ParamFactory;
import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Says what images a network takes.
 *
 * @param <S> the stage
 */
public interface HasImageSize<S extends HasImageSize<S>> extends Params {

  /**
   * Builds the Param {@code imageHeight}.
   *
   * @param owner the stage
   * @return the Param
   */
  static IntParam imageHeightParam(Params owner) {
    return ParamFactory.atLeast(
        owner,
        "imageHeight",
        "rows that images are resized to, in pixels; unset: the network's",
        1);
  }

  /**
   * Builds the Param {@code imageWidth}.
   *
   * @param owner the stage
   * @return the Param
   */
  static IntParam imageWidthParam(Params owner) {
    return ParamFactory.atLeast(
        owner,
        "imageWidth",
        "columns that images are resized to, in pixels; unset: the network's",
        1);
  }

  /**
   * Builds the Param {@code channelOrder}.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> channelOrderParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "channelOrder",
        "order of the channels that the network takes; unset: the network's, RGB for a graph",
        List.of("RGB", "BGR", "L"));
  }

  /**
   * Rows that images are resized to.
   *
   * @return the Param
   */
  IntParam imageHeight();

  /**
   * Rows that images are resized to.
   *
   * @return the value
   */
  default int getImageHeight() {
    return (Integer) getOrDefault(imageHeight());
  }

  /**
   * Sets how many rows images are resized to, in pixels; they are stretched.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setImageHeight(int value) {
    set(imageHeight(), value);
    return (S) this;
  }

  /**
   * Columns that images are resized to.
   *
   * @return the Param
   */
  IntParam imageWidth();

  /**
   * Columns that images are resized to.
   *
   * @return the value
   */
  default int getImageWidth() {
    return (Integer) getOrDefault(imageWidth());
  }

  /**
   * Sets how many columns images are resized to, in pixels; they are stretched.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setImageWidth(int value) {
    set(imageWidth(), value);
    return (S) this;
  }

  /**
   * Order of the channels that the network takes.
   *
   * @return the Param
   */
  Param<String> channelOrder();

  /**
   * Order of the channels that the network takes.
   *
   * @return the value
   */
  default String getChannelOrder() {
    return getOrDefault(channelOrder());
  }

  /**
   * Sets the order of the channels that the network takes: {@code RGB}, {@code BGR} or {@code L},
   * which is grey.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setChannelOrder(String value) {
    set(channelOrder(), requireNonNull(value, "channelOrder"));
    return (S) this;
  }
}
