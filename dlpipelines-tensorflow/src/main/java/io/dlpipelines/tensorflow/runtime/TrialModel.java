package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.persist.ModelFiles;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A model to be tried.
 *
 * @param files its files
 * @param kind their form
 * @param tags of the meta graph in a SavedModel, else empty
 * @param feeds tensors that are fed, {@code operation:index}
 * @param fetches tensors that are fetched, {@code operation:index}
 */
public record TrialModel(
    ModelFiles files, ModelKind kind, List<String> tags, List<String> feeds, List<String> fetches) {

  /**
   * Copies the lists.
   *
   * @param files its files
   * @param kind their form
   * @param tags of the meta graph in a SavedModel, else empty
   * @param feeds tensors that are fed, {@code operation:index}
   * @param fetches tensors that are fetched, {@code operation:index}
   */
  public TrialModel {
    tags = List.copyOf(tags);
    feeds = List.copyOf(feeds);
    fetches = List.copyOf(fetches);
  }

  /** What a verdict holds for: the same content, used alike, by the same TensorFlow. */
  String key() {
    String text =
        String.join(
            "\n",
            LoadedTensorFlow.version(),
            files.sha256(),
            kind.name(),
            tags.toString(),
            feeds.toString(),
            fetches.toString());
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
