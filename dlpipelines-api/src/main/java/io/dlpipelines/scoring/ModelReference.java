package io.dlpipelines.scoring;

import io.dlpipelines.persist.LocalCopy;
import io.dlpipelines.persist.ModelFile;
import io.dlpipelines.persist.ModelFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Where an executor finds a model's files: broadcast in pieces, so that no size is too large, and
 * known by their checksum. A model is broadcast once, however many queries score with it.
 */
public final class ModelReference implements Serializable {
  private static final Map<ModelFiles, ModelReference> SHARED = new WeakHashMap<>();

  private final String applicationId;
  private final String sha256;
  private final List<BroadcastFile> files;

  private record BroadcastFile(String path, List<Broadcast<byte[]>> chunks, String sha256)
      implements Serializable {}

  private ModelReference(String applicationId, String sha256, List<BroadcastFile> files) {
    this.applicationId = applicationId;
    this.sha256 = sha256;
    this.files = files;
  }

  /** Broadcasts the files, unless that is done. Called on the driver. */
  static ModelReference share(ModelFiles model, SparkContext context) {
    synchronized (SHARED) {
      ModelReference shared = SHARED.get(model);
      if (shared == null || !shared.applicationId.equals(context.applicationId())) {
        JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
        List<BroadcastFile> files =
            model.files().stream().map(file -> broadcast(file, java)).toList();
        shared = new ModelReference(context.applicationId(), model.sha256(), files);
        SHARED.put(model, shared);
      }
      return shared;
    }
  }

  private static BroadcastFile broadcast(ModelFile file, JavaSparkContext context) {
    return new BroadcastFile(
        file.path(), file.chunks().stream().map(context::broadcast).toList(), file.sha256());
  }

  /**
   * What identifies the model.
   *
   * @return the checksum of all files, in hexadecimal
   */
  public String sha256() {
    return sha256;
  }

  /**
   * Copies the files to a local folder, and checks that they arrived as they were sent.
   *
   * @param folder the folder
   * @throws IOException if a file cannot be written
   * @throws IllegalStateException if a file has another checksum
   */
  public void copyTo(Path folder) throws IOException {
    for (BroadcastFile file : files) {
      LocalCopy.write(
          folder,
          file.path(),
          () -> file.chunks().stream().map(Broadcast::value).iterator(),
          file.sha256());
    }
  }
}
