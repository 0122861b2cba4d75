package io.dlpipelines.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** A frozen graph of images as one would score with it by hand: a loop that feeds and fetches. */
final class PlainScoring implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final String input;
  private final String output;
  private final int batch;
  private final int size;

  private PlainScoring(GraphDef definition, ConfigProto config, int batch, int size) {
    graph.importGraphDef(definition);
    session = new Session(graph, config);
    String first = null;
    String last = null;
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      if (operation.type().equals("Placeholder")) {
        first = operation.name();
      }
      last = operation.name();
    }
    input = first;
    output = last;
    this.batch = batch;
    this.size = size;
  }

  /** On the device that TensorFlow takes of itself. */
  static PlainScoring open(Path frozen, int batch, int size) throws IOException {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
            .build();
    return new PlainScoring(GraphDef.parseFrom(Files.readAllBytes(frozen)), config, batch, size);
  }

  double imagesPerSecond(int images) {
    float[] pixels = new float[batch * size * size * 3];
    long start = System.nanoTime();
    int scored = 0;
    while (scored < images) {
      try (TFloat32 fed =
              TFloat32.tensorOf(
                  Shape.of(batch, size, size, 3), DataBuffers.of(pixels, true, false));
          Result result = session.runner().feed(input, fed).fetch(output).run()) {
        float[] features = new float[(int) result.get(0).shape().size()];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(features);
      }
      scored += batch;
    }
    return scored / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
