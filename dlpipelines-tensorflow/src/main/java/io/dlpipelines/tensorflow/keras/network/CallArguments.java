package io.dlpipelines.tensorflow.keras.network;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;

/**
 * What a layer is applied to.
 *
 * @param tensors all tensors among the arguments
 * @param pattern the arguments by position and by name, in which the tensors have their places
 */
public record CallArguments(List<Value> tensors, ArgumentPattern pattern) {

  /**
   * Copies the list.
   *
   * @param tensors all tensors among the arguments
   * @param pattern the arguments
   */
  public CallArguments {
    tensors = List.copyOf(tensors);
    requireNonNull(pattern, "pattern");
  }

  /**
   * One argument: a tensor, or a list of several.
   *
   * @param tensors the tensors
   * @return the arguments
   */
  public static CallArguments of(List<Value> tensors) {
    return new CallArguments(tensors, ArgumentPattern.ofInput(tensors.size()));
  }

  /**
   * The arguments and a list of tensors.
   *
   * @param name the name of the argument
   * @param values its tensors; without any, the argument is not given
   * @return more arguments
   */
  public CallArguments with(String name, List<Value> values) {
    if (values.isEmpty()) {
      return this;
    }
    List<Value> all = new ArrayList<>(tensors);
    all.addAll(values);
    return new CallArguments(
        all,
        pattern.with(
            name,
            ArgumentPattern.list(IntStream.range(tensors.size(), all.size()).boxed().toList())));
  }

  /**
   * The arguments and a mask.
   *
   * @param mask which timesteps count; empty where the argument is not given
   * @return more arguments
   */
  public CallArguments withMask(Optional<Operand<TBool>> mask) {
    if (mask.isEmpty()) {
      return this;
    }
    List<Value> all = new ArrayList<>(tensors);
    all.add(Value.of(mask.get()));
    return new CallArguments(
        all, pattern.with(LayerCall.MASK, ArgumentPattern.tensor(tensors.size())));
  }
}
