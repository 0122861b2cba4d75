package io.dlpipelines.training;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a training needs to go on after an epoch.
 *
 * @param epoch the number of the last epoch that it holds, from 1
 * @param state what is small: step, history, early stopping, learning rate
 * @param arrays what is large, by name: weights and what the optimizer keeps for them
 */
public record Checkpoint(int epoch, JsonNode state, Map<String, byte[]> arrays) {

  /**
   * Copies the map, not the arrays.
   *
   * @param epoch the number of the last epoch that it holds, from 1
   * @param state what is small
   * @param arrays what is large, by name
   * @throws IllegalArgumentException if the epoch is not counted from 1
   * @throws NullPointerException if there is no state, or an array is null
   */
  public Checkpoint {
    if (epoch < 1) {
      throw new IllegalArgumentException("Epochs are counted from 1, not %d.".formatted(epoch));
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
                    "The checkpoint of epoch %d holds no [%s]; it holds %s."
                        .formatted(epoch, name, arrays.keySet())));
  }
}
