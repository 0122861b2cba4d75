package io.dlpipelines.tensorflow.device;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * TensorFlow's native library on the class path.
 *
 * @param build what it can compute on
 * @param location the jar or the folder that it is in
 */
public record NativeLibrary(Build build, URL location) {

  /** What the library can compute on. */
  public enum Build {
    /** CPUs only. */
    CPU(""),
    /** NVIDIA GPUs, and CPUs. */
    GPU("-gpu");

    private final String extension;

    Build(String extension) {
      this.extension = extension;
    }

    /**
     * The classifier of the jar.
     *
     * @return for example {@code linux-x86_64-gpu}
     */
    public String classifier() {
      return platform() + extension;
    }
  }

  private static final String FOLDERS = "org/tensorflow/internal/c_api/";
  private static final String FILE = System.mapLibraryName("jnitensorflow");

  /** Looked for once, where TensorFlow will look. */
  private static final class OnClassPath {
    static final List<NativeLibrary> ALL = all(TensorFlow.class.getClassLoader());
  }

  /**
   * Checks the values.
   *
   * @param build what it can compute on
   * @param location the jar or the folder that it is in
   */
  public NativeLibrary {
    requireNonNull(build, "build");
    requireNonNull(location, "location");
  }

  /**
   * The library that TensorFlow loads. To be called before it does: of two, it would load the one
   * for GPUs, whatever was meant.
   *
   * @return the library; empty if there is none on the class path, so that it has to be in a folder
   *     of {@code java.library.path}
   * @throws IllegalStateException if there are two builds
   */
  public static Optional<NativeLibrary> requireOne() {
    return requireOne(all());
  }

  /**
   * All builds that are on the class path. There should be one.
   *
   * @return at most one of each build
   */
  public static List<NativeLibrary> all() {
    return OnClassPath.ALL;
  }

  /**
   * Whether it can compute on GPUs.
   *
   * @return true where it was built for that
   */
  public boolean isForGpus() {
    return build == Build.GPU;
  }

  /**
   * Where it is, for people.
   *
   * @return a path where it is a file, else an address
   */
  public String place() {
    try {
      return Path.of(location.toURI()).toString();
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException noFile) {
      return location.toString();
    }
  }

  static Optional<NativeLibrary> requireOne(List<NativeLibrary> found) {
    if (found.size() > 1) {
      Map<Build, String> places = new LinkedHashMap<>();
      found.forEach(library -> places.put(library.build(), library.place()));
      throw new IllegalStateException(
          ("TensorFlow's native library is on the class path twice: for CPUs in %s, and for GPUs in"
                  + " %s. Leave one: take tensorflow-core-native with classifier %s off the class"
                  + " path to compute on GPUs, or the one with classifier %s to compute on CPUs"
                  + " only.")
              .formatted(
                  places.get(Build.CPU),
                  places.get(Build.GPU),
                  Build.CPU.classifier(),
                  Build.GPU.classifier()));
    }
    return found.stream().findFirst();
  }

  static List<NativeLibrary> all(ClassLoader loader) {
    List<NativeLibrary> found = new ArrayList<>();
    for (Build build : Build.values()) {
      String folder = FOLDERS + build.classifier() + "/";
      Optional.ofNullable(loader.getResource(folder + FILE))
          .ifPresent(resource -> found.add(new NativeLibrary(build, root(resource, folder))));
    }
    return Collections.unmodifiableList(found);
  }

  private static URL root(URL resource, String folder) {
    try {
      if (resource.openConnection() instanceof JarURLConnection jar) {
        return jar.getJarFileURL();
      }
      String address = resource.toString();
      return new URL(address.substring(0, address.length() - (folder + FILE).length()));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  /** As the folders in the jars are named. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (system.startsWith("mac")
            ? "macosx"
            : system.startsWith("windows") ? "windows" : "linux")
        + (processor.equals("aarch64") || processor.equals("arm64") ? "-arm64" : "-x86_64");
  }
}
