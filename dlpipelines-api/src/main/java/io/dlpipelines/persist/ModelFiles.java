package io.dlpipelines.persist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of a model, held on the driver: immutable, and identified by their content, so that
 * equal models are one model wherever they come from.
 */
public final class ModelFiles implements Serializable {
  private static final int CHUNK_BYTES = 16 << 20;

  private final List<ModelFile> files;
  private final String sha256;

  private ModelFiles(List<ModelFile> files) {
    this.files = files.stream().sorted(Comparator.comparing(ModelFile::path)).toList();
    MessageDigest digest = sha256Digest();
    for (ModelFile file : this.files) {
      digest.update((file.path() + '\0' + file.sha256() + '\n').getBytes(StandardCharsets.UTF_8));
    }
    this.sha256 = HexFormat.of().formatHex(digest.digest());
  }

  /**
   * A model of one file.
   *
   * @param path its name
   * @param content its content, not copied
   * @return the model
   */
  public static ModelFiles of(String path, byte[] content) {
    return new ModelFiles(List.of(file(path, List.of(content))));
  }

  /**
   * Several models' files as one model's.
   *
   * @param files the files, with distinct paths
   * @return the model
   */
  public static ModelFiles of(List<ModelFile> files) {
    return new ModelFiles(files);
  }

  /**
   * Reads a file, or all files below a folder, but for the checksums that Hadoop keeps beside them.
   *
   * @param root the file or folder, on any file system
   * @param configuration of the file systems
   * @return the files, named by their paths below the folder
   * @throws IOException if something cannot be read
   */
  public static ModelFiles read(Path root, Configuration configuration) throws IOException {
    FileSystem fileSystem = root.getFileSystem(configuration);
    FileStatus status = fileSystem.getFileStatus(root);
    if (!status.isDirectory()) {
      return new ModelFiles(List.of(file(root.getName(), readChunks(fileSystem, root))));
    }
    Path base = status.getPath();
    List<ModelFile> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(status.getPath(), true);
    while (found.hasNext()) {
      Path path = found.next().getPath();
      if (!isHadoopChecksum(path.getName())) {
        String relative = base.toUri().relativize(path.toUri()).getPath();
        files.add(file(relative, readChunks(fileSystem, path)));
      }
    }
    return new ModelFiles(files);
  }

  /**
   * Writes the files below a folder.
   *
   * @param folder the folder, on any file system
   * @param configuration of the file systems
   * @throws IOException if something cannot be written
   */
  public void write(Path folder, Configuration configuration) throws IOException {
    FileSystem fileSystem = folder.getFileSystem(configuration);
    for (ModelFile file : files) {
      try (OutputStream out = fileSystem.create(new Path(folder, file.path()), false)) {
        for (byte[] chunk : file.chunks()) {
          out.write(chunk);
        }
      }
    }
  }

  /**
   * The files.
   *
   * @return sorted by path
   */
  public List<ModelFile> files() {
    return files;
  }

  /**
   * Looks a file up.
   *
   * @param path its path below the model's folder
   * @return empty if there is none
   */
  public Optional<ModelFile> find(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /**
   * The checksum of all paths and contents.
   *
   * @return in hexadecimal
   */
  public String sha256() {
    return sha256;
  }

  /**
   * The size of all files.
   *
   * @return in bytes
   */
  public long size() {
    return files.stream().mapToLong(ModelFile::size).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelFiles that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return sha256.substring(0, 12);
  }

  private static boolean isHadoopChecksum(String name) {
    return name.startsWith(".") && name.endsWith(".crc");
  }

  private static ModelFile file(String path, List<byte[]> chunks) {
    MessageDigest digest = sha256Digest();
    chunks.forEach(digest::update);
    return new ModelFile(path, chunks, HexFormat.of().formatHex(digest.digest()));
  }

  private static List<byte[]> readChunks(FileSystem fileSystem, Path path) throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    try (InputStream in = fileSystem.open(path)) {
      byte[] chunk = in.readNBytes(CHUNK_BYTES);
      while (chunk.length > 0) {
        chunks.add(chunk);
        chunk = in.readNBytes(CHUNK_BYTES);
      }
    }
    return chunks;
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
