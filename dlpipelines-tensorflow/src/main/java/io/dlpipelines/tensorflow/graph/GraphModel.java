package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import java.io.Serializable;
import java.util.List;

/**
 * An imported model: its files in the form in which they travel, and what it offers.
 *
 * @param kind the form of the files
 * @param tags of the meta graph in a SavedModel, else empty
 * @param files the files
 * @param inputs what is fed
 * @param outputs what is fetched
 */
public record GraphModel(
    ModelKind kind,
    List<String> tags,
    ModelFiles files,
    List<Endpoint> inputs,
    List<Endpoint> outputs)
    implements Serializable {

  /**
   * Copies the lists.
   *
   * @param kind the form of the files
   * @param tags of the meta graph in a SavedModel, else empty
   * @param files the files
   * @param inputs what is fed
   * @param outputs what is fetched
   */
  public GraphModel {
    tags = List.copyOf(tags);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
