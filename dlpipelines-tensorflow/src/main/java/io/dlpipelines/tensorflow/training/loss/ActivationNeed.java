package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.tensorflow.training.OutputActivation;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;

/**
 * The activations that a loss can train an output with. With others its least value is not where
 * predictions are right, or its gradients are 0.
 *
 * @param values what the loss takes predictions for
 * @param activations Keras's names of those that give such values
 * @param advice what to do about others
 */
record ActivationNeed(String values, Set<String> activations, String advice)
    implements Serializable {

  /** Any activation. */
  static final ActivationNeed NONE = new ActivationNeed("", Set.of(), "");

  /** A probability for each unit. */
  static final ActivationNeed PROBABILITIES =
      new ActivationNeed(
          "a probability for each unit",
          Set.of("sigmoid", "softmax"),
          "End it with sigmoid, or without activation and set from_logits=true.");

  /** Probabilities of classes: positive values, which the loss divides by their sum. */
  static final ActivationNeed CLASSES =
      new ActivationNeed(
          "probabilities of classes",
          Set.of("softmax", "sigmoid", "softplus", "exponential"),
          "End it with softmax, or without activation and set from_logits=true.");

  /** A distribution over the units. */
  static final ActivationNeed DISTRIBUTION =
      new ActivationNeed(
          "a distribution over the units", Set.of("softmax"), "End it with softmax.");

  private static final Set<String> UNBOUNDED = Set.of("linear", "leaky_relu");
  private static final String NO_ACTIVATION = "End it without activation.";

  /** Logits of single units. The loss takes them from before a sigmoid if {@code unwraps}. */
  static ActivationNeed logitsOfUnits(boolean unwraps) {
    return new ActivationNeed(
        "logits, which are numbers of any sign",
        unwraps ? Set.of("linear", "leaky_relu", "sigmoid") : UNBOUNDED,
        NO_ACTIVATION);
  }

  /** Logits of classes. The loss takes them from before a softmax if {@code unwraps}. */
  static ActivationNeed logitsOfClasses(boolean unwraps) {
    return new ActivationNeed(
        "logits, which are numbers of any size",
        unwraps
            ? Set.of("linear", "leaky_relu", "elu", "log_softmax", "softmax")
            : Set.of("linear", "leaky_relu", "elu", "log_softmax"),
        NO_ACTIVATION);
  }

  /** Why an activation does not fit, and what to do; empty if it fits. */
  Optional<String> findMisfit(String loss, OutputActivation activation) {
    return activations.isEmpty() || activations.contains(activation.name())
        ? Optional.empty()
        : Optional.of("%s takes %s. %s".formatted(loss, values, advice));
  }
}
