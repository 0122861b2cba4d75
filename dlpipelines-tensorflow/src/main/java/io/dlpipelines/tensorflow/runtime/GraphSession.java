package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.scoring.DeviceMemoryException;
import io.dlpipelines.tensor.TensorBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/**
 * One graph with one session, owned together. {@link #run} may be called by any number of threads;
 * every tensor it opens is closed before it returns.
 */
final class GraphSession implements AutoCloseable {
  private final Graph graph;
  private final Session session;
  private final AutoCloseable owner;
  private final Map<String, String> fed = new ConcurrentHashMap<>();
  private final Map<String, String> fetched = new ConcurrentHashMap<>();

  /** Takes over the graph and the session; {@code owner} closes both. */
  GraphSession(Graph graph, Session session, AutoCloseable owner) {
    this.graph = graph;
    this.session = session;
    this.owner = owner;
    NativeHandles.graphs(1);
    NativeHandles.sessions(1);
  }

  Graph graph() {
    return graph;
  }

  Session session() {
    return session;
  }

  /**
   * Feeds the inputs, fetches into the outputs. Names are {@code operation:index}.
   *
   * @throws DeviceMemoryException if the graph asks for more memory than there is
   */
  void run(
      List<String> feeds, TensorBuffer[] inputs, List<String> fetches, TensorBuffer[] outputs) {
    List<Tensor> tensors = new ArrayList<>(inputs.length);
    try {
      Session.Runner runner = session.runner();
      for (int i = 0; i < inputs.length; i++) {
        Tensor tensor = TensorCopies.toNative(inputs[i]);
        tensors.add(tensor);
        NativeHandles.tensors(1);
        runner.feed(fed.computeIfAbsent(feeds.get(i), this::fed), tensor);
      }
      fetches.forEach(each -> runner.fetch(fetched.computeIfAbsent(each, this::fetched)));
      try (Result result = runner.run()) {
        NativeHandles.tensors(outputs.length);
        try {
          for (int i = 0; i < outputs.length; i++) {
            TensorCopies.fromNative(result.get(i), outputs[i]);
          }
        } finally {
          NativeHandles.tensors(-outputs.length);
        }
      }
    } catch (TFResourceExhaustedException full) {
      throw new DeviceMemoryException(full.getMessage().lines().findFirst().orElse(""), full);
    } finally {
      tensors.forEach(Tensor::close);
      NativeHandles.tensors(-tensors.size());
    }
  }

  private String fed(String tensor) {
    return CarriedTypes.fed(graph, tensor);
  }

  private String fetched(String tensor) {
    return CarriedTypes.fetched(graph, tensor);
  }

  /** Closes session and graph. Never call this on a thread that may be interrupted. */
  @Override
  public void close() {
    try {
      owner.close();
    } catch (Exception failure) {
      throw new IllegalStateException("The TensorFlow session could not be closed.", failure);
    } finally {
      NativeHandles.sessions(-1);
      NativeHandles.graphs(-1);
    }
  }
}
