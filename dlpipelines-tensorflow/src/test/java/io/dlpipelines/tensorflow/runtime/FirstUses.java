package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensor.TensorBuffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tensorflow.proto.GraphDef;

/** Everything with which a process may start to use TensorFlow, and what comes of it. */
final class FirstUses {

  static final Map<String, Callable<?>> ALL = new LinkedHashMap<>();

  static {
    GraphDef empty = GraphDef.getDefaultInstance();
    ALL.put("build", () -> GraphTensors.build(tf -> {}));
    ALL.put("inspect", () -> GraphTensors.inspect(empty));
    ALL.put("import", () -> ModelLoader.importGraph(empty, SessionSetup.DEFAULT));
    ALL.put(
        "load",
        () ->
            ModelLoader.load(
                folder -> {
                  throw new IOException("read");
                },
                new TensorFlowEngine(ModelKind.GRAPH, List.of(), SessionOptions.DEFAULT),
                SessionSetup.DEFAULT));
    ALL.put(
        "embed",
        () -> {
          TensorBuffer[] none = {};
          new EmbeddedGraph(tf -> {}).run(List.of(), none, List.of(), none);
          return true;
        });
    ALL.put("try", TrialClassPath::find);
    ALL.put("devices", Devices::list);
  }

  private FirstUses() {}

  /** Prints a line for each. */
  public static void main(String[] arguments) {
    ALL.forEach(
        (name, use) -> {
          try {
            use.call();
            System.out.println(name + ": done");
          } catch (Throwable failure) {
            System.out.println(name + ": " + failure.getMessage());
          }
        });
  }
}
