package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Params;

/**
 * Has a graph.
 *
 * @param <S> the stage
 */
public interface HasGraph<S extends HasGraph<S>> extends Params {

  /**
   * The graph.
   *
   * @return the Param
   */
  GraphParam graph();

  /**
   * The graph.
   *
   * @return the value
   */
  default TFInputGraph getGraph() {
    return getOrDefault(graph());
  }

  /**
   * Sets the graph, which is not changed.
   *
   * @param value the graph
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setGraph(TFInputGraph value) {
    set(graph(), requireNonNull(value, "graph"));
    return (S) this;
  }
}
