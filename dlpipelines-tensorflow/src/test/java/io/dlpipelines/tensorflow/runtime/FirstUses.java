package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensor.TensorBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    for (ModelKind kind : ModelKind.values()) {
      ALL.put(
          kind.name(),
          () ->
              ModelLoader.load(
                  FirstUses::write,
                  new TensorFlowEngine(kind, List.of(), SessionOptions.DEFAULT),
                  SessionSetup.DEFAULT));
    }
    ALL.put(
        "embed",
        () -> {
          TensorBuffer[] none = {};
          new EmbeddedGraph(tf -> {}).run(List.of(), none, List.of(), none);
          return true;
        });
    ALL.put("try", TrialClassPath::find);
    ALL.put("devices", Devices::list);
    ALL.put("version", LoadedTensorFlow::version);
    ALL.put("operations", RegisteredOperations::all);
    ALL.put("operation", () -> RegisteredOperations.find("NoOp"));
  }

  private FirstUses() {}

  /** Empty files: of a graph, a SavedModel and a checkpoint. */
  private static void write(Path folder) throws IOException {
    Files.createFile(folder.resolve(ModelKind.GRAPH_FILE));
    for (Path file :
        List.of(
            Path.of(ModelKind.CHECKPOINT_PREFIX + ".meta"),
            Path.of(ModelKind.SAVED_MODEL_FOLDER, ModelKind.SAVED_MODEL_FILE))) {
      Files.createDirectory(folder.resolve(file.getParent()));
      Files.createFile(folder.resolve(file));
    }
  }

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
