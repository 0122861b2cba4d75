package io.dlpipelines.tensorflow.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Jars that hold the names of TensorFlow's native library, and nothing of it. */
public final class LibraryJars {

  private LibraryJars() {}

  /** A jar like the one with this build's classifier. */
  public static Path write(Path folder, NativeLibrary.Build build) throws IOException {
    Path jar = folder.resolve("tensorflow core native-%s.jar".formatted(build.classifier()));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(resource(build)));
    }
    return jar;
  }

  /** Where the library is in such a jar. */
  static String resource(NativeLibrary.Build build) {
    return "org/tensorflow/internal/c_api/%s/libjnitensorflow.so".formatted(build.classifier());
  }
}
