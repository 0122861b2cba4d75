package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.ParamFactory;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Prepares pixel values for a network.
 *
 * @param <S> the stage
 */
public interface HasPreprocessing<S extends HasPreprocessing<S>> extends Params {

  /**
   * What a network expects of pixel values.
   *
   * @return the Param
   */
  Param<String> preprocessing();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> preprocessingParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "preprocessing",
        "what the network expects of pixel values: 0..255, 0..1, -1..1, or less ImageNet's mean",
        Stream.of(Preprocessing.values()).map(Preprocessing::paramValue).toList());
  }

  /**
   * What a network expects of pixel values.
   *
   * @return the value
   */
  default String getPreprocessing() {
    return getOrDefault(preprocessing());
  }

  /**
   * Sets what a network expects of pixel values: the names of {@link Preprocessing} in lower case.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setPreprocessing(String value) {
    set(preprocessing(), requireNonNull(value, "preprocessing"));
    return (S) this;
  }
}
