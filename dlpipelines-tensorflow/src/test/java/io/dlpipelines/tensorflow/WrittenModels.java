package io.dlpipelines.tensorflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.math.Mul;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;

/** {@code y = 3 x} with a variable, as TensorFlow writes it. */
public final class WrittenModels {

  private WrittenModels() {}

  /** Writes a SavedModel and gives its folder. */
  public static Path savedModel(Path folder) {
    Path written = folder.resolve("exported");
    write(written, folder.resolve("unused"));
    return written;
  }

  /** Writes a checkpoint with its meta graph and gives its prefix. */
  public static Path checkpoint(Path folder) {
    Path exported = folder.resolve("exported");
    Path prefix = folder.resolve("checkpoints").resolve("model");
    write(exported, prefix);
    try {
      SavedModel model =
          SavedModel.parseFrom(Files.readAllBytes(exported.resolve("saved_model.pb")));
      Files.write(
          prefix.resolveSibling("model.meta"),
          model.getMetaGraphs(0).toBuilder().clearSignatureDef().build().toByteArray());
      Files.writeString(
          prefix.resolveSibling("checkpoint"),
          "model_checkpoint_path: \"model\"\nall_model_checkpoint_paths: \"model\"\n");
      return prefix;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(Path exported, Path prefix) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
      Variable<TFloat32> w = tf.withName("w").variable(tf.constant(3f));
      Mul<TFloat32> y = tf.withName("y").math.mul(x, w);
      try (Session session = new Session(graph)) {
        Files.createDirectories(prefix.getParent());
        session.initialize();
        session.save(prefix.toString());
        Signature signature =
            Signature.builder("serving_default").input("in", x).output("out", y).build();
        SavedModelBundle.exporter(exported.toString())
            .withSession(session)
            .withSignature(signature)
            .export();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
