package io.dlpipelines.tensorflow.runtime;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.tensor.TensorBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.op.Ops;

/**
 * A small graph of the library's own, such as the image decoders: opened at its first use, once in
 * each JVM, and kept until the JVM ends. Steps run in the calling thread, so that tasks do not
 * queue for each other.
 */
public final class EmbeddedGraph {
  private final Consumer<Ops> builder;
  private GraphSession session;

  /**
   * Makes a graph that is not built yet.
   *
   * @param builder adds the operations
   */
  public EmbeddedGraph(Consumer<Ops> builder) {
    this.builder = requireNonNull(builder, "builder");
  }

  /**
   * Runs the graph once. Safe to call from many threads.
   *
   * @param feeds names of the tensors that are fed, {@code operation:index}
   * @param inputs their values, in the same order
   * @param fetches names of the tensors that are fetched
   * @param outputs receive their values, in the same order
   * @throws org.tensorflow.exceptions.TFInvalidArgumentException if an operation refuses its input;
   *     it is an {@link IllegalArgumentException}
   * @throws org.tensorflow.exceptions.TensorFlowException if an operation fails
   * @throws io.dlpipelines.scoring.DeviceMemoryException if there is too little memory for it
   */
  public void run(
      List<String> feeds, TensorBuffer[] inputs, List<String> fetches, TensorBuffer[] outputs) {
    session().run(feeds, inputs, fetches, outputs);
  }

  private synchronized GraphSession session() {
    if (session == null) {
      session = ModelLoader.importGraph(GraphTensors.build(builder), SessionSetup.DEFAULT);
    }
    return session;
  }
}
