package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Loss;
import java.util.LinkedHashMap;
import java.util.Map;

/** Losses of probabilities of classes. */
final class CrossentropyLosses {
  static final Map<String, Choice<? extends Loss>> ALL = all();

  private CrossentropyLosses() {}

  private static Map<String, Choice<? extends Loss>> all() {
    Map<String, Choice<? extends Loss>> all = new LinkedHashMap<>();
    all.put("sparse_categorical_crossentropy", SparseCategoricalCrossentropy::new);
    all.put("categorical_crossentropy", CrossentropyLosses::categorical);
    all.put("categorical_focal_crossentropy", CrossentropyLosses::categoricalFocal);
    all.put("binary_crossentropy", CrossentropyLosses::binary);
    all.put("binary_focal_crossentropy", CrossentropyLosses::binaryFocal);
    return all;
  }

  private static Loss categorical(String name, SettingsReader settings) {
    Smoothing smoothing = Smoothing.ofClasses(settings);
    boolean fromLogits = settings.flag("from_logits", false);
    Formula crossentropy = new CategoricalCrossentropy(Logits.ofSoftmax(fromLogits));
    return ofClasses(name, fromLogits, true, smoothing.before(crossentropy));
  }

  private static Loss categoricalFocal(String name, SettingsReader settings) {
    Smoothing smoothing = Smoothing.ofClasses(settings);
    boolean fromLogits = settings.flag("from_logits", false);
    Formula focal =
        new CategoricalFocalCrossentropy(
            (float) settings.number("alpha", 0.25),
            (float) settings.number("gamma", 2, 0, Float.MAX_VALUE),
            fromLogits);
    return ofClasses(name, fromLogits, false, smoothing.before(focal));
  }

  private static Loss ofClasses(String name, boolean fromLogits, boolean unwraps, Formula formula) {
    ActivationNeed need =
        fromLogits ? ActivationNeed.logitsOfClasses(unwraps) : ActivationNeed.CLASSES;
    return new ValuesLoss(name, Head.CLASSES, need, TargetNeed.PROBABILITIES, formula);
  }

  private static Loss binary(String name, SettingsReader settings) {
    Smoothing smoothing = Smoothing.ofUnits(settings);
    boolean fromLogits = settings.flag("from_logits", false);
    Formula crossentropy = new BinaryCrossentropy(Logits.ofSigmoid(fromLogits));
    return ofUnits(name, fromLogits, true, smoothing.before(Formula.mean(crossentropy)));
  }

  private static Loss binaryFocal(String name, SettingsReader settings) {
    Smoothing smoothing = Smoothing.ofUnits(settings);
    boolean fromLogits = settings.flag("from_logits", false);
    Formula focal =
        new BinaryFocalCrossentropy(
            settings.flag("apply_class_balancing", false),
            (float) settings.number("alpha", 0.25),
            (float) settings.number("gamma", 2, 0, Float.MAX_VALUE),
            fromLogits);
    return ofUnits(name, fromLogits, false, smoothing.before(Formula.mean(focal)));
  }

  private static Loss ofUnits(String name, boolean fromLogits, boolean unwraps, Formula formula) {
    ActivationNeed need =
        fromLogits ? ActivationNeed.logitsOfUnits(unwraps) : ActivationNeed.PROBABILITIES;
    return new ValuesLoss(name, Head.ANY, need, TargetNeed.PROBABILITIES, formula);
  }
}
