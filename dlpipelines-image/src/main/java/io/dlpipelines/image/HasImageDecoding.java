package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.codec.ImageDecoding;
import io.dlpipelines.image.codec.Interpolation;
import io.dlpipelines.param.ParamFactory;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Decodes images.
 *
 * @param <S> the stage
 */
public interface HasImageDecoding<S extends HasImageDecoding<S>> extends Params {

  /** The {@code interpolation} of stages where none is set. */
  String DEFAULT_INTERPOLATION = Interpolation.BILINEAR_ANTIALIAS.name().toLowerCase(Locale.ROOT);

  /**
   * Builds the Param {@code interpolation}.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> interpolationParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "interpolation",
        "how images are brought to the network's size",
        Stream.of(Interpolation.values())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .toList());
  }

  /**
   * Builds the Param {@code honourOrientation}.
   *
   * @param owner the stage
   * @return the Param
   */
  static BooleanParam honourOrientationParam(Params owner) {
    return ParamFactory.flag(
        owner, "honourOrientation", "whether the EXIF orientation of a file is applied");
  }

  /**
   * Builds the Param {@code maxPixels}.
   *
   * @param owner the stage
   * @return the Param
   */
  static IntParam maxPixelsParam(Params owner) {
    return ParamFactory.between(
        owner,
        "maxPixels",
        "largest width times height that is unpacked, in pixels",
        1,
        ImageDecoding.HIGHEST_MAX_PIXELS);
  }

  /**
   * How images are brought to the network's size.
   *
   * @return the Param
   */
  Param<String> interpolation();

  /**
   * How images are brought to the network's size.
   *
   * @return the value
   */
  default String getInterpolation() {
    return getOrDefault(interpolation());
  }

  /**
   * Sets how images are brought to the network's size: the names of {@link Interpolation} in lower
   * case.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setInterpolation(String value) {
    set(interpolation(), requireNonNull(value, "interpolation"));
    return (S) this;
  }

  /**
   * Whether the EXIF orientation of a file is applied.
   *
   * @return the Param
   */
  BooleanParam honourOrientation();

  /**
   * Whether the EXIF orientation of a file is applied.
   *
   * @return the value
   */
  default boolean getHonourOrientation() {
    return (Boolean) getOrDefault(honourOrientation());
  }

  /**
   * Sets whether the EXIF orientation of a file is applied.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setHonourOrientation(boolean value) {
    set(honourOrientation(), value);
    return (S) this;
  }

  /**
   * Largest width times height that is unpacked, in pixels.
   *
   * @return the Param
   */
  IntParam maxPixels();

  /**
   * Largest width times height that is unpacked, in pixels.
   *
   * @return the value
   */
  default int getMaxPixels() {
    return (Integer) getOrDefault(maxPixels());
  }

  /**
   * Sets the largest image that is unpacked, in pixels; larger ones are invalid.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setMaxPixels(int value) {
    set(maxPixels(), value);
    return (S) this;
  }
}
