package io.dlpipelines.tensorflow.keras.layer;

import io.dlpipelines.tensorflow.keras.layer.activation.ActivationLayers;
import io.dlpipelines.tensorflow.keras.layer.attention.AttentionLayers;
import io.dlpipelines.tensorflow.keras.layer.convolution.ConvolutionLayers;
import io.dlpipelines.tensorflow.keras.layer.core.CoreLayers;
import io.dlpipelines.tensorflow.keras.layer.merging.MergingLayers;
import io.dlpipelines.tensorflow.keras.layer.normalization.NormalizationLayers;
import io.dlpipelines.tensorflow.keras.layer.operation.OperationLayers;
import io.dlpipelines.tensorflow.keras.layer.pooling.PoolingLayers;
import io.dlpipelines.tensorflow.keras.layer.preprocessing.PreprocessingLayers;
import io.dlpipelines.tensorflow.keras.layer.recurrent.RecurrentLayers;
import io.dlpipelines.tensorflow.keras.layer.regularization.RegularizationLayers;
import io.dlpipelines.tensorflow.keras.layer.reshaping.ReshapingLayers;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds layers by the names of their classes. */
public final class LayerRegistry {
  private static final Map<String, Function<LayerConfig, Layer>> ALL = all();

  private LayerRegistry() {}

  private static Map<String, Function<LayerConfig, Layer>> all() {
    Map<String, Function<LayerConfig, Layer>> all = new TreeMap<>();
    List.of(
            ActivationLayers.ALL,
            AttentionLayers.ALL,
            ConvolutionLayers.ALL,
            CoreLayers.ALL,
            MergingLayers.ALL,
            NormalizationLayers.ALL,
            OperationLayers.ALL,
            PoolingLayers.ALL,
            PreprocessingLayers.ALL,
            RecurrentLayers.ALL,
            RegularizationLayers.ALL,
            ReshapingLayers.ALL)
        .forEach(all::putAll);
    return all;
  }

  /**
   * Makes a layer.
   *
   * @param config its class and settings, in the terms of Keras 3
   * @return the layer, empty if its class is not known
   * @throws IllegalArgumentException if a setting is wrong
   */
  public static Optional<Layer> find(LayerConfig config) {
    return Optional.ofNullable(ALL.get(config.className())).map(maker -> maker.apply(config));
  }

  /**
   * The classes that are known.
   *
   * @return Keras's names, sorted
   */
  public static Set<String> classNames() {
    return ALL.keySet();
  }

  /**
   * The class whose name is most like another one, in the words of an error.
   *
   * @param className a name that is not known
   * @return what follows a sentence, such as {@code "; nearest [Dense]"}, or nothing if no name is
   *     like it
   */
  public static String nearest(String className) {
    LevenshteinDistance distance = new LevenshteinDistance(Math.max(2, className.length() / 3));
    boolean operation = className.startsWith(LayerConfig.OPERATIONS);
    String module = operation ? className.substring(0, className.lastIndexOf('.') + 1) : "";
    return ALL.keySet().stream()
        .filter(known -> known.startsWith(LayerConfig.OPERATIONS) == operation)
        .filter(known -> distance.apply(simple(known), simple(className)) >= 0)
        .min(
            Comparator.comparing((String known) -> distance.apply(simple(known), simple(className)))
                .thenComparing(known -> !known.startsWith(module)))
        .map(known -> "; nearest [%s]".formatted(operation ? "keras." + known : known))
        .orElse("");
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
