package io.dlpipelines.tensorflow.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.training.EpochResult;
import java.util.Optional;

/**
 * How the learning rate changes while training. Most schedules depend on the step alone and have no
 * state. Used by one thread.
 */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * The schedule of a name, with Keras's settings and defaults. Where Keras counts steps, as in
   * {@code decay_steps}, epochs can be given instead: {@code decay_epochs}, {@code warmup_epochs},
   * {@code first_decay_epochs}, {@code boundary_epochs}.
   *
   * <ul>
   *   <li>{@code constant}
   *   <li>{@code step(decay_steps, decay_rate=0.1)}: times {@code decay_rate} every {@code
   *       decay_steps}
   *   <li>{@code piecewise_constant(boundaries=[..], values=[..])}: one more value than boundaries;
   *       a boundary is the last step of its value, or the last epoch. The learning rate itself is
   *       not used.
   *   <li>{@code exponential(decay_steps, decay_rate, staircase=false)}
   *   <li>{@code inverse_time(decay_steps, decay_rate, staircase=false)}
   *   <li>{@code polynomial(decay_steps, end_learning_rate=0.0001, power=1, cycle=false)}
   *   <li>{@code cosine(decay_steps, alpha=0, warmup_target, warmup_steps)}: the learning rate is
   *       where the warm-up begins
   *   <li>{@code cosine_restarts(first_decay_steps, t_mul=2, m_mul=1, alpha=0)}
   *   <li>{@code reduce_on_plateau(monitor=val_loss, factor=0.1, patience=10, min_delta=0.0001,
   *       cooldown=0, min_lr=0)}
   * </ul>
   *
   * @param settings the name and its settings
   * @param learningRate the initial one
   * @param stepsPerEpoch how many steps an epoch has, at least 1; any number will do where settings
   *     are only to be checked
   * @return the schedule, before the first step
   * @throws IllegalArgumentException if there is no such schedule, or a setting is missing, unknown
   *     or wrong
   */
  static LearningRateSchedule of(NamedSettings settings, double learningRate, long stepsPerEpoch) {
    return ScheduleKind.of(settings, learningRate, stepsPerEpoch);
  }

  /**
   * The learning rate of a step.
   *
   * @param step its number, 0 at the first step of the first epoch
   * @return the rate
   */
  double rate(long step);

  /**
   * Learns how an epoch went, before the first step of the next one.
   *
   * @param result of the epoch
   * @throws IllegalArgumentException if the metric it depends on was not measured
   */
  default void epochEnded(EpochResult result) {}

  /**
   * The metric it depends on.
   *
   * @return its name, empty if it depends on none
   */
  default Optional<String> monitor() {
    return Optional.empty();
  }

  /**
   * What a checkpoint must hold.
   *
   * @return the state
   */
  default JsonNode state() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param state what {@link #state} gave
   * @throws IllegalArgumentException if it is no such state
   */
  default void restore(JsonNode state) {}
}
