package io.dlpipelines.samples.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where shared libraries are on this machine.
 *
 * @param searched folders that the loader looks into before its cache
 * @param cache what the loader's cache knows, by name
 * @param usual folders into which CUDA is often installed, and which the loader may not know
 */
record LibraryFolders(List<Path> searched, Map<String, Path> cache, List<Path> usual) {
  private static final Pattern CACHED = Pattern.compile("\\s*(\\S+) \\(.*x86-64.*\\) => (\\S+)");
  private static final List<Path> DEFAULTS =
      Stream.of("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64")
          .map(Path::of)
          .toList();

  /**
   * A library.
   *
   * @param path the file
   * @param version what the name of the file itself tells, for example {@code 9.3.0}; the path may
   *     be a link to it
   * @param loaded whether the loader looks there
   */
  record Place(Path path, String version, boolean loaded) {

    static Place of(Path path, boolean loaded) {
      String name = path.getFileName().toString();
      try {
        name = path.toRealPath().getFileName().toString();
      } catch (IOException unreadable) {
        // The name that it was found by will do.
      }
      return new Place(path, name.substring(name.indexOf(".so.") + ".so.".length()), loaded);
    }
  }

  /** Those of this process. */
  static LibraryFolders here() {
    return new LibraryFolders(
        split(System.getenv("LD_LIBRARY_PATH")),
        cache(CommandOutput.lines("/sbin/ldconfig", "-p").orElse(List.of())),
        usual(Path.of("/usr/local"), Path.of("/opt")));
  }

  Optional<Place> find(String library) {
    Optional<Path> known =
        in(searched, library)
            .or(() -> Optional.ofNullable(cache.get(library)).filter(Files::exists))
            .or(() -> in(DEFAULTS, library));
    return known
        .map(path -> Place.of(path, true))
        .or(() -> in(usual, library).map(path -> Place.of(path, false)));
  }

  static List<Path> split(String path) {
    return path == null
        ? List.of()
        : Stream.of(path.split(File.pathSeparator))
            .filter(each -> !each.isEmpty())
            .map(Path::of)
            .toList();
  }

  /** From what {@code ldconfig -p} prints. */
  static Map<String, Path> cache(List<String> lines) {
    Map<String, Path> cache = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher entry = CACHED.matcher(line);
      if (entry.matches()) {
        cache.putIfAbsent(entry.group(1), Path.of(entry.group(2)));
      }
    }
    return cache;
  }

  /** Installations of CUDA below these folders. */
  static List<Path> usual(Path... roots) {
    List<Path> folders = new ArrayList<>();
    for (Path root : roots) {
      try (DirectoryStream<Path> installations = Files.newDirectoryStream(root, "cuda*")) {
        for (Path installation : installations) {
          folders.add(installation.resolve("lib64"));
          folders.add(installation.resolve("extras/CUPTI/lib64"));
        }
      } catch (IOException none) {
        // There is no such folder.
      }
    }
    return folders.stream().sorted().toList();
  }

  private static Optional<Path> in(List<Path> folders, String library) {
    return folders.stream()
        .map(folder -> folder.resolve(library))
        .filter(Files::exists)
        .findFirst();
  }
}
