package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The optimizers, by Keras's names and with Keras 3's settings, such as {@code sgd(momentum=0.9,
 * nesterov=true)}. All of them have the setting {@code weight_decay}.
 */
public final class Optimizers {
  /** More than any setting can sensibly be, and still a float. */
  static final double LARGE = 1e30;

  private static final Map<String, Function<SettingsReader, Optimizer>> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("adadelta", Adadelta::of),
              Map.entry("adagrad", Adagrad::of),
              Map.entry("adam", Adam::of),
              Map.entry("adamax", Adamax::of),
              Map.entry("adamw", Adam::of),
              Map.entry("ftrl", Ftrl::of),
              Map.entry("lamb", Lamb::of),
              Map.entry("lion", Lion::of),
              Map.entry("nadam", Nadam::of),
              Map.entry("rmsprop", RmsProp::of),
              Map.entry("sgd", Sgd::of)));

  private static final double WEIGHT_DECAY_OF_ADAMW = 0.004;
  private static final Set<String> CLIPPING = Set.of("clipnorm", "clipvalue", "global_clipnorm");

  private Optimizers() {}

  /**
   * The optimizers that there are.
   *
   * @return their names, sorted
   */
  public static Set<String> names() {
    return Collections.unmodifiableSet(ALL.keySet());
  }

  /**
   * Reads an optimizer. The learning rate and the clipping of gradients are no part of it.
   *
   * @param text a name, or a name and settings
   * @return the optimizer
   * @throws IllegalArgumentException if there is no such optimizer or setting, or a setting is out
   *     of bounds
   */
  public static Optimizer of(String text) {
    NamedSettings chosen = NamedSettings.parse(text);
    String name = chosen.name().toLowerCase(Locale.ROOT);
    if (!ALL.containsKey(name)) {
      throw new IllegalArgumentException(
          "There is no optimizer [%s]; there are %s.".formatted(chosen.name(), ALL.keySet()));
    }
    refuseWhatIsSetElsewhere(chosen);
    SettingsReader settings = chosen.read();
    Optimizer optimizer = ALL.get(name).apply(settings);
    double weightDecay =
        settings.number("weight_decay", name.equals("adamw") ? WEIGHT_DECAY_OF_ADAMW : 0, 0, LARGE);
    settings.end();
    return weightDecay == 0 ? optimizer : new WeightDecay(weightDecay, optimizer);
  }

  private static void refuseWhatIsSetElsewhere(NamedSettings chosen) {
    for (String setting : chosen.values().keySet()) {
      if (setting.equals("learning_rate")) {
        throw new IllegalArgumentException(
            "[learning_rate] is no setting of [%s]; set the Param learningRate instead."
                .formatted(chosen.name()));
      }
      if (CLIPPING.contains(setting)) {
        throw new IllegalArgumentException(
            "[%s] is no setting of [%s]; how gradients are clipped is a Param of its own."
                .formatted(setting, chosen.name()));
      }
    }
  }
}
