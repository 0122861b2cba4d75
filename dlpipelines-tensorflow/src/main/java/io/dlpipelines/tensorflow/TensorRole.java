package io.dlpipelines.tensorflow;

import io.dlpipelines.tensor.TensorSpec;
import java.util.List;
import java.util.Locale;

/** What a tensor is to a stage. */
public enum TensorRole {
  /** It is fed. */
  INPUT,
  /** It is fetched. */
  OUTPUT;

  /**
   * The tensors that a graph offers for this.
   *
   * @param graph the graph
   * @return its inputs or its outputs
   */
  public List<TensorSpec> offeredBy(TFInputGraph graph) {
    return this == INPUT ? graph.inputs() : graph.outputs();
  }

  /** As errors say it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
