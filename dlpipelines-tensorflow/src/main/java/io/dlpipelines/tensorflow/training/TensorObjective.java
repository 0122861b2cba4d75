package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.GraphVariable;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.GraphDef;

/**
 * What a graph with variables is trained for, and how. Tensors are named {@code operation:index}.
 *
 * @param graph what is needed of it; its variables are resources where they are trained by an
 *     optimizer
 * @param variables all its variables
 * @param inputs tensors that rows are fed to, and the shape of a row of each
 * @param loss a number for each row, or one of the batch
 * @param metrics tensors like the loss that are told besides, by the names they have in histories
 * @param rowWeights whether rows have weights; then the loss is a number for each row
 * @param update what changes the variables
 */
public record TensorObjective(
    GraphDef graph,
    List<GraphVariable> variables,
    List<TensorSpec> inputs,
    String loss,
    Map<String, String> metrics,
    boolean rowWeights,
    Update update) {

  /** What changes variables in a step. */
  public sealed interface Update permits OwnUpdate, OptimizerUpdate {}

  /**
   * An operation of the graph.
   *
   * @param operation its name
   */
  public record OwnUpdate(String operation) implements Update {}

  /**
   * An optimizer, with the gradients of the loss.
   *
   * @param trained the variables to change, and the operation of each one's handle
   * @param optimizer what changes them
   * @param clipping what becomes of the gradients first
   */
  public record OptimizerUpdate(
      Map<GraphVariable, String> trained, Optimizer optimizer, GradientClipping clipping)
      implements Update {}
}
