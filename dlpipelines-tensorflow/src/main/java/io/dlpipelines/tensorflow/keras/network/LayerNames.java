package io.dlpipelines.tensorflow.keras.network;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names the layers of one model as Keras does: by their class, and numbered. */
public final class LayerNames {
  /** A class that Keras exports, and writes to files, under another name than its own. */
  private static final String GROUPED_QUERY_ATTENTION = "GroupedQueryAttention";

  private static final String GROUP_QUERY_ATTENTION = "GroupQueryAttention";

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * The name that a class has in Keras's source, which the names of its layers and of their weights
   * are made of.
   *
   * @param exported the name under which Keras exports the class, or its own
   * @return the name, such as {@code GroupedQueryAttention} for {@code GroupQueryAttention}
   */
  static String ownClassName(String exported) {
    return exported.equals(GROUP_QUERY_ATTENTION) ? GROUPED_QUERY_ATTENTION : exported;
  }

  /**
   * The name under which Keras exports a class, which its files have.
   *
   * @param className the class's own name
   * @return the name, such as {@code GroupQueryAttention} for {@code GroupedQueryAttention}
   */
  public static String exportedClassName(String className) {
    return className.equals(GROUPED_QUERY_ATTENTION) ? GROUP_QUERY_ATTENTION : className;
  }

  /**
   * Keras's name for the first layer of a class: Conv2D is conv2d, MaxPooling2D max_pooling2d.
   *
   * @param className the class
   * @return the name
   */
  public static String snakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * Takes a name that a layer already has.
   *
   * @param name the name
   * @throws IllegalArgumentException if another layer has it
   */
  public void take(String name) {
    if (!taken.add(name)) {
      throw new IllegalArgumentException(
          "Two layers have the name [%s]. Name one of them otherwise, or apply the same object twice to share its weights."
              .formatted(name));
    }
  }

  /**
   * Makes a name for a layer that has none.
   *
   * @param className its class
   * @return a name that was not taken
   */
  public String next(String className) {
    String base = snakeCase(className);
    while (true) {
      int number = counts.merge(base, 1, Integer::sum) - 1;
      String name = number == 0 ? base : base + "_" + number;
      if (taken.add(name)) {
        return name;
      }
    }
  }
}
