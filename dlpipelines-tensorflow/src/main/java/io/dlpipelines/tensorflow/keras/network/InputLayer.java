package io.dlpipelines.tensorflow.keras.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensor.Dtype;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** Stands for a tensor that is given to a network. It is never called. */
public final class InputLayer extends Layer {
  /** Keras's name of the class. */
  public static final String CLASS_NAME = "InputLayer";

  /** Names that numpy and TensorFlow have for the same types. */
  private static final Map<String, String> ALIASES =
      Map.of("half", "float16", "float", "float32", "double", "float64", "int", "int64");

  private final Optional<long[]> shape;
  private final Dtype dtype;

  /**
   * Reads the settings {@code batch_shape} and {@code dtype}.
   *
   * @param config the settings
   */
  public InputLayer(LayerConfig config) {
    super(config);
    shape = config.find("batch_shape").map(sizes -> shape(config, sizes));
    String name = config.find("dtype").map(JsonNode::asText).orElse("float32");
    dtype =
        Arrays.stream(Dtype.values())
            .filter(each -> each.name().equalsIgnoreCase(ALIASES.getOrDefault(name, name)))
            .findFirst()
            .orElseThrow(
                () ->
                    config.invalid(
                        "inputs of type %s are not supported; they may be of %s"
                            .formatted(
                                name, Arrays.toString(Dtype.values()).toLowerCase(Locale.ROOT))));
    if (config.find("sparse").map(JsonNode::asBoolean).orElse(false)) {
      throw config.invalid("sparse inputs are not supported; feed dense ones");
    }
    if (config.find("ragged").map(JsonNode::asBoolean).orElse(false)) {
      throw config.invalid("ragged inputs are not supported; pad them and use Masking");
    }
  }

  private static long[] shape(LayerConfig config, JsonNode sizes) {
    if (!sizes.isArray() || sizes.isEmpty()) {
      throw config.invalid("[batch_shape] is %s; it must be a list of sizes".formatted(sizes));
    }
    long[] shape = new long[sizes.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      JsonNode size = sizes.get(axis);
      if (!size.isNull() && !(size.isIntegralNumber() && size.asLong() >= 0)) {
        throw config.invalid("[batch_shape] is %s; it must hold sizes or null".formatted(sizes));
      }
      shape[axis] = axis == 0 || size.isNull() ? -1 : size.asLong();
    }
    return shape;
  }

  /**
   * The shape of what is given, the batch's axis included, of unknown size.
   *
   * @return the shape, empty if the model does not say
   */
  public Optional<Shape> shape() {
    return shape.map(Shape::of);
  }

  /**
   * The type of what is given.
   *
   * @return the type
   */
  public Dtype dtype() {
    return dtype;
  }

  @Override
  public List<Value> call(LayerCall call) {
    throw new IllegalStateException("An input is given, not computed.");
  }
}
