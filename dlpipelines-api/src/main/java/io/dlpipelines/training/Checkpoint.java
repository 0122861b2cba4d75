package io.dlpipelines.training;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a training needs to go on.
 *
 * @param epoch how many whole epochs it holds
 * @param step how many steps of the next one
 * @param state what is small: step, history, early stopping, learning rate
 * @param arrays what is large, by name: weights and what the optimizer keeps for them
 */
public record Checkpoint(int epoch, long step, JsonNode state, Map<String, byte[]> arrays) {

  /**
   * Copies the map, not the arrays.
   *
   * @param epoch how many whole epochs it holds
   * @param step how many steps of the next one
   * @param state what is small
   * @param arrays what is large, by name
   * @throws IllegalArgumentException if it holds no step at all
   * @throws NullPointerException if there is no state, or an array is null
   */
  public Checkpoint {
    if (epoch < 0 || step < 0 || epoch == 0 && step == 0) {
      throw new IllegalArgumentException(
          "There is no checkpoint after %d epochs and %d steps.".formatted(epoch, step));
    }
    requireNonNull(state, "state");
    arrays.forEach((name, array) -> requireNonNull(array, name));
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /**
   * An array that must be there.
   *
   * @param name its name
   * @return the array itself, not a copy
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public byte[] arrayOrThrow(String name) {
    return Optional.ofNullable(arrays.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The checkpoint after epoch %d holds no [%s]; it holds %s."
                        .formatted(epoch, name, arrays.keySet())));
  }
}
