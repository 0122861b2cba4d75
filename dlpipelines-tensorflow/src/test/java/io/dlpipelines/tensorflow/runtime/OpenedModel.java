package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.device.Placement;
import io.dlpipelines.tensorflow.precision.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** A model opened as executors open it, and what TensorFlow made of its graph when it ran. */
public final class OpenedModel implements AutoCloseable {
  private final GraphSession session;
  private final List<NodeDef> executed = new ArrayList<>();

  private OpenedModel(GraphSession session) {
    this.session = session;
  }

  /** A graph, with options. */
  public static OpenedModel of(
      GraphDef definition, Precision precision, boolean xla, String... fed) {
    return new OpenedModel(ModelLoader.importGraph(definition, setup(precision, xla, fed)));
  }

  /** Files, with options. */
  static OpenedModel of(
      ModelLoader.Source files, ModelKind kind, Precision precision, boolean xla, String fed) {
    List<String> tags = kind == ModelKind.SAVED_MODEL ? List.of("serve") : List.of();
    SessionSetup setup = setup(precision, xla, fed);
    return new OpenedModel(
        ModelLoader.load(files, new TensorFlowEngine(kind, tags, setup.options()), setup));
  }

  private static SessionSetup setup(Precision precision, boolean xla, String... fed) {
    return new SessionOptions(DeviceChoice.CPU, 1, 1, precision, xla)
        .on(Placement.CPU)
        .feeding(List.of(fed));
  }

  /** What one tensor is where another is fed numbers. */
  public float[] run(String fed, Shape shape, float[] values, String fetched) {
    Session.Runner runner = session.session().runner().fetch(fetched);
    runner.setOptions(RunOptions.newBuilder().setOutputPartitionGraphs(true).build());
    try (TFloat32 input = TFloat32.tensorOf(shape, data -> write(data, values));
        Result result = runner.feed(fed, input).runAndFetchMetadata()) {
      for (GraphDef part : result.getMetadata().orElseThrow().getPartitionGraphsList()) {
        executed.addAll(part.getNodeList());
        for (FunctionDef function : part.getLibrary().getFunctionList()) {
          executed.addAll(function.getNodeDefList());
        }
      }
      return values(result.get(0));
    }
  }

  private static void write(TFloat32 data, float[] values) {
    int[] at = {0};
    data.scalars().forEach(scalar -> scalar.setFloat(values[at[0]++]));
  }

  private static float[] values(Tensor tensor) {
    TFloat32 floats = (TFloat32) tensor;
    float[] values = new float[Math.toIntExact(floats.size())];
    int[] at = {0};
    floats.scalars().forEach(scalar -> values[at[0]++] = scalar.getFloat());
    return values;
  }

  /** The operations that were run, after all that TensorFlow did to the graph. */
  public Stream<NodeDef> executed() {
    return executed.stream();
  }

  /** The types in which operations of a kind were run. */
  public Set<String> types(String kind) {
    return executed()
        .filter(node -> node.getOp().contains(kind) && node.containsAttr("T"))
        .map(node -> node.getAttrOrThrow("T").getType().name())
        .collect(java.util.stream.Collectors.toSet());
  }

  @Override
  public void close() {
    session.close();
  }
}
