package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The operations of this package. */
public final class OperationLayers {
  /** TensorFlow's operations by their own names, as Keras 2 saved them. */
  public static final String TENSORFLOW_OPERATION = "TensorFlowOpLayer";

  /** What makes each operation, by Keras's name of its class. */
  public static final Map<String, Function<LayerConfig, Layer>> ALL = all();

  private OperationLayers() {}

  private static Map<String, Function<LayerConfig, Layer>> all() {
    Map<String, Function<LayerConfig, Layer>> all = new TreeMap<>();
    List.of(
            ActivationOperations.ALL,
            AttentionOperations.ALL,
            CastOperations.ALL,
            ComplexOperations.ALL,
            ConvolutionOperations.ALL,
            CtcOperations.ALL,
            DiagonalOperations.ALL,
            ElementwiseOperations.ALL,
            FilterOperations.ALL,
            FormulaOperations.ALL,
            GeometryOperations.ALL,
            ImageOperations.ALL,
            IntegerOperations.ALL,
            JoinOperations.ALL,
            LinearAlgebraOperations.ALL,
            LossOperations.ALL,
            NanOperations.ALL,
            NormOperations.ALL,
            NormalizationOperations.ALL,
            OrderOperations.ALL,
            PatchOperations.ALL,
            PoolingOperations.ALL,
            PredicateOperations.ALL,
            ProductOperations.ALL,
            QuantileOperations.ALL,
            RearrangeOperations.ALL,
            ReductionOperations.ALL,
            ScatterOperations.ALL,
            SelectionOperations.ALL,
            SequenceOperations.ALL,
            SetOperations.ALL,
            ShapeOperations.ALL,
            SignalOperations.ALL)
        .forEach(
            family ->
                family.forEach((name, maker) -> all.put(LayerConfig.OPERATIONS + name, maker)));
    all.put(TENSORFLOW_OPERATION, TensorFlowOperation::new);
    return Map.copyOf(all);
  }

  /**
   * Finds an operation by its class alone; no two modules have classes of the same name.
   *
   * @param className Keras's name of the class, such as {@code Add}
   * @return the name with that of the module, such as {@code ops.numpy.Add}; empty if there is none
   */
  public static Optional<String> findByClass(String className) {
    return ALL.keySet().stream().filter(name -> name.endsWith("." + className)).findFirst();
  }
}
