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
 * @param opaqueInputs what would be fed, were there columns for it
 * @param opaqueOutputs what would be fetched, were there columns for it
 * @param rows how many rows it takes at once, where its inputs do not say so; 0 if any number
 */
public record GraphModel(
    ModelKind kind,
    List<String> tags,
    ModelFiles files,
    List<Endpoint> inputs,
    List<Endpoint> outputs,
    List<OpaqueTensor> opaqueInputs,
    List<OpaqueTensor> opaqueOutputs,
    int rows)
    implements Serializable {

  /**
   * Copies the lists.
   *
   * @param kind the form of the files
   * @param tags of the meta graph in a SavedModel, else empty
   * @param files the files
   * @param inputs what is fed
   * @param outputs what is fetched
   * @param opaqueInputs what would be fed, were there columns for it
   * @param opaqueOutputs what would be fetched, were there columns for it
   * @param rows how many rows it takes at once, where its inputs do not say so; 0 if any number
   */
  public GraphModel {
    tags = List.copyOf(tags);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    opaqueInputs = List.copyOf(opaqueInputs);
    opaqueOutputs = List.copyOf(opaqueOutputs);
  }

  /**
   * A model that columns can be fed to and made of.
   *
   * @param kind the form of the files
   * @param tags of the meta graph in a SavedModel, else empty
   * @param files the files
   * @param inputs what is fed
   * @param outputs what is fetched
   */
  public GraphModel(
      ModelKind kind,
      List<String> tags,
      ModelFiles files,
      List<Endpoint> inputs,
      List<Endpoint> outputs) {
    this(kind, tags, files, inputs, outputs, List.of(), List.of(), 0);
  }

  /**
   * The same model with another knowledge of what it takes.
   *
   * @param number how many rows it takes at once; 0 if any number
   * @return the model
   */
  public GraphModel withRows(int number) {
    return new GraphModel(kind, tags, files, inputs, outputs, opaqueInputs, opaqueOutputs, number);
  }
}
