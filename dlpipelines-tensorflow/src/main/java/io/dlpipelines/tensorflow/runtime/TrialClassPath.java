package io.dlpipelines.tensorflow.runtime;

import com.google.protobuf.Message;
import io.dlpipelines.tensorflow.device.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;

/**
 * Where the classes are that a trial needs: the class path of the driver may not name them, since
 * Spark adds the jars of an application later.
 */
final class TrialClassPath {
  private TrialClassPath() {}

  /**
   * The class path.
   *
   * @throws IOException if one of the classes comes from no file
   */
  static String find() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    for (Class<?> needed :
        new Class<?>[] {
          TrialProcess.class,
          TensorFlow.class,
          TF_Graph.class,
          GraphDef.class,
          Shape.class,
          Loader.class,
          Message.class
        }) {
      found.add(file(needed));
    }
    Optional<NativeLibrary> library = NativeLibrary.requireOne();
    if (library.isPresent()) {
      found.add(file(library.get().location(), "TensorFlow's native library"));
    }
    return found.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static Path file(Class<?> needed) throws IOException {
    CodeSource source = needed.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("it is not known where " + needed.getName() + " comes from");
    }
    return file(source.getLocation(), needed.getName());
  }

  private static Path file(URL location, String needed) throws IOException {
    try {
      URI uri = location.toURI();
      if (!"file".equals(uri.getScheme())) {
        throw new IOException(needed + " comes from " + uri.getScheme() + ", not from a file");
      }
      return Path.of(uri);
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      throw new IOException(needed + " comes from no file", malformed);
    }
  }
}
