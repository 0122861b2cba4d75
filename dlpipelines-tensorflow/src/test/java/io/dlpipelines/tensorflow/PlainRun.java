package io.dlpipelines.tensorflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** TensorFlow by itself on the same file: what the stages are measured against. */
final class PlainRun {
  private final Map<String, FloatNdArray> feeds = new LinkedHashMap<>();

  /** The elements of a tensor in row-major order, with its shape. */
  record Value(Shape shape, double[] elements) {

    /** The elements of one row of a batch. */
    double[] row(int index) {
      int width = Math.toIntExact(shape.size() / shape.get(0));
      return Arrays.copyOfRange(elements, index * width, (index + 1) * width);
    }
  }

  PlainRun feed(String tensor, float[][] rows) {
    feeds.put(tensor, StdArrays.ndCopyOf(rows));
    return this;
  }

  PlainRun feed(String tensor, float[][] rows, long... shape) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
    }
    feeds.put(tensor, NdArrays.wrap(Shape.of(shape), DataBuffers.of(all, true, false)));
    return this;
  }

  PlainRun feed(String tensor, float value) {
    feeds.put(tensor, NdArrays.scalarOf(value));
    return this;
  }

  Value graph(Path file, String fetch) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(GraphDef.parseFrom(Files.readAllBytes(file)));
      try (Session session = new Session(graph)) {
        return run(session, fetch);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Value savedModel(Path folder, String fetch) {
    try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve")) {
      return run(bundle.session(), fetch);
    }
  }

  Value checkpoint(Path prefix, String fetch) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(
          MetaGraphDef.parseFrom(Files.readAllBytes(Path.of(prefix + ".meta"))).getGraphDef());
      try (Session session = new Session(graph);
          TString path = TString.scalarOf(prefix.toString())) {
        session.runner().feed("save/Const:0", path).addTarget("save/restore_all").run().close();
        return run(session, fetch);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Value run(Session session, String fetch) {
    Session.Runner runner = session.runner();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    feeds.forEach((name, value) -> tensors.put(name, TFloat32.tensorOf(value)));
    tensors.forEach(runner::feed);
    try (Result result = runner.fetch(fetch).run()) {
      TFloat32 output = (TFloat32) result.get(0);
      double[] elements = new double[Math.toIntExact(output.shape().size())];
      int[] at = {0};
      output.scalars().forEach(scalar -> elements[at[0]++] = scalar.getFloat());
      return new Value(output.shape(), elements);
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }
}
