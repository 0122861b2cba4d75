package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Chooses where a network is computed.
 *
 * @param <S> the stage
 */
public interface HasDevice<S extends HasDevice<S>> extends Params {

  /**
   * Where the network is computed.
   *
   * @return the Param
   */
  Param<String> device();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> deviceParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "device",
        "where the network is computed: a GPU where there is one, the CPU, or a GPU or an error",
        List.of("auto", "cpu", "gpu"));
  }

  /**
   * Where the network is computed.
   *
   * @return the value
   */
  default String getDevice() {
    return getOrDefault(device());
  }

  /**
   * Sets where the network is computed: {@code auto}, {@code cpu} or {@code gpu}; with {@code gpu}
   * and none on an executor, the job fails before the first batch.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setDevice(String value) {
    set(device(), requireNonNull(value, "device"));
    return (S) this;
  }
}
