package io.dlpipelines.persist;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds what a string names that is to be read: a path as Hadoop writes it, or a URI with
 * percent-encoded characters, as {@code _metadata.file_path}, {@code input_file_name()}, {@code
 * image.origin} and {@code File.toURI()} give it.
 */
public final class SourcePath {
  private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");
  private static final Set<String> WEB = Set.of("http", "https");

  private SourcePath() {}

  /**
   * Returns the path of a file or folder.
   *
   * @param text a path or URI on any Hadoop file system. One with percent-encoded characters is
   *     decoded if there is something at the decoded path, and nothing at the path as it is
   *     written; addresses of the Web are always decoded.
   * @param configuration of the file systems
   * @return the path, whether there is something or not
   * @throws IOException if a file system fails, or a URI is also the path of another file
   * @throws IllegalArgumentException if the string is no path
   */
  public static Path of(String text, Configuration configuration) throws IOException {
    if (!ESCAPE.matcher(text).find()) {
      return isWeb(text)
          ? uri(text).map(Path::new).orElseGet(() -> new Path(text))
          : new Path(text);
    }
    Optional<URI> uri = uri(text);
    if (uri.isEmpty()) {
      return new Path(text);
    }
    if (isWeb(text)) {
      return new Path(uri.get());
    }
    Path literal = new Path(text);
    Path decoded = new Path(uri.get().getScheme(), uri.get().getAuthority(), uri.get().getPath());
    FileSystem fileSystem = literal.getFileSystem(configuration);
    if (!fileSystem.exists(literal)) {
      boolean found =
          fileSystem.exists(decoded)
              || !isIn(literal.getParent(), fileSystem) && isIn(decoded.getParent(), fileSystem);
      return found ? decoded : literal;
    }
    if (uri.get().getScheme() != null && fileSystem.exists(decoded)) {
      throw new IOException(
          "it is the path of %s and, percent-decoded, of %s, and both exist; rename one"
              .formatted(literal.getName(), decoded.getName()));
    }
    return literal;
  }

  /**
   * Lists a folder.
   *
   * @param folder the folder
   * @param configuration of the file systems
   * @return what is in it
   * @throws IOException if the file system fails, or has no listing, as HTTP has none
   */
  public static FileStatus[] list(Path folder, Configuration configuration) throws IOException {
    FileSystem fileSystem = folder.getFileSystem(configuration);
    try {
      return fileSystem.listStatus(folder);
    } catch (UnsupportedOperationException none) {
      throw new IOException(
          "the file system %s cannot list folders; copy the folder to one that can, such as a local disk, HDFS or S3, or give a single file (.keras, .h5, .pb)"
              .formatted(fileSystem.getUri().getScheme()),
          none);
    }
  }

  private static boolean isIn(Path folder, FileSystem fileSystem) throws IOException {
    return folder != null && fileSystem.exists(folder);
  }

  private static boolean isWeb(String text) {
    int colon = text.indexOf(':');
    return colon > 0 && WEB.contains(text.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text)).filter(uri -> uri.getPath() != null);
    } catch (URISyntaxException path) {
      return Optional.empty();
    }
  }
}
