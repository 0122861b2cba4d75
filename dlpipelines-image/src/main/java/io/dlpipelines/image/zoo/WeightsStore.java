package io.dlpipelines.image.zoo;

import io.dlpipelines.persist.CurrentSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where published files are: in the folder that the configuration names, else in the cache, else on
 * the server, from which they are fetched into the cache. All of this happens on the driver.
 */
final class WeightsStore {
  static final String FOLDER = "spark.dlpipelines.models.dir";
  static final String CACHE = "spark.dlpipelines.models.cache";
  static final String SERVER = "spark.dlpipelines.models.url";

  private final Optional<String> folder;
  private final Path cache;
  private final String server;

  private WeightsStore(Optional<String> folder, Path cache, String server) {
    this.folder = folder;
    this.cache = cache;
    this.server = server.endsWith("/") ? server : server + "/";
  }

  /** As the session's configuration says, or the system properties of the same names. */
  static WeightsStore ofSession() {
    return new WeightsStore(
        CurrentSession.setting(FOLDER),
        CurrentSession.setting(CACHE)
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".dlpipelines", "models")),
        CurrentSession.setting(SERVER).orElse(PublishedFile.OFFICIAL_SERVER));
  }

  /**
   * A path that Hadoop reads.
   *
   * @throws IllegalArgumentException saying which file to put where, if it cannot be had
   */
  String find(PublishedFile file) {
    return inFolder(file).orElseGet(() -> cached(file));
  }

  private Optional<String> inFolder(PublishedFile file) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    var path = new org.apache.hadoop.fs.Path(folder.get(), file.name());
    try {
      return path.getFileSystem(CurrentSession.hadoop()).exists(path)
          ? Optional.of(path.toString())
          : Optional.empty();
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "%s, which %s names, cannot be read: %s"
              .formatted(folder.get(), FOLDER, failure.getMessage()),
          failure);
    }
  }

  private String cached(PublishedFile file) {
    Path kept = cache.resolve(file.name());
    try {
      if (!Files.exists(kept)) {
        new WeightsDownload(server + file.path(), file.md5(), kept).run();
      }
      return kept.toUri().toString();
    } catch (IOException failure) {
      throw new IllegalArgumentException(missing(file, failure), failure);
    }
  }

  private String missing(PublishedFile file, IOException failure) {
    String what = file.holdsWeights() ? "weights" : "labels";
    return "The %s %s%s are %snot in the cache %s, and cannot be fetched: %s. Fetch them from %s%s, and put them into one of these folders, or set %sPath to the file."
        .formatted(
            what,
            file.name(),
            file.md5().map(md5 -> " (MD5 %s)".formatted(md5)).orElse(""),
            folder
                .map(path -> "not in %s, which %s names, ".formatted(path, FOLDER))
                .orElse("not looked for in a folder, since %s is not set, ".formatted(FOLDER)),
            cache,
            failure.getMessage(),
            PublishedFile.OFFICIAL_SERVER,
            file.path(),
            what);
  }
}
