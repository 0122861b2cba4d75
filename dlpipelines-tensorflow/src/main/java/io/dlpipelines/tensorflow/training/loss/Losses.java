package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.NamedChoices;
import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.tensorflow.training.Loss;
import java.util.LinkedHashMap;
import java.util.Map;

/** The losses by name. Names, settings and formulas are Keras 3's. */
public final class Losses {

  /** All losses, with Keras's short names. */
  public static final NamedChoices<Loss> ALL = new NamedChoices<>("loss", choices(), aliases());

  private Losses() {}

  /**
   * A loss.
   *
   * @param text its name, with settings where they are not to be as by default: {@code
   *     huber(delta=2)}
   * @return the loss
   * @throws IllegalArgumentException if the name or a setting is unknown or wrong
   */
  public static Loss of(String text) {
    return ALL.of(text);
  }

  private static Map<String, Choice<? extends Loss>> choices() {
    Map<String, Choice<? extends Loss>> all = new LinkedHashMap<>();
    all.putAll(CrossentropyLosses.ALL);
    all.putAll(DistributionLosses.ALL);
    all.putAll(ErrorLosses.ALL);
    all.putAll(HingeLosses.ALL);
    return all;
  }

  private static Map<String, String> aliases() {
    return Map.of(
        "bce", "binary_crossentropy",
        "kld", "kl_divergence",
        "kullback_leibler_divergence", "kl_divergence",
        "mae", "mean_absolute_error",
        "mape", "mean_absolute_percentage_error",
        "mse", "mean_squared_error",
        "msle", "mean_squared_logarithmic_error");
  }
}
