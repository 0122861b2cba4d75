package io.dlpipelines.persist;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A model in its saved form.
 *
 * @param engine the name and version of what runs it
 * @param descriptor what there is to know besides the files
 * @param files the files
 */
public record SavedData(String engine, JsonNode descriptor, ModelFiles files) {

  /**
   * Rejects nulls.
   *
   * @param engine the name and version of what runs the model
   * @param descriptor what there is to know besides the files
   * @param files the files
   * @throws NullPointerException if one of them is null
   */
  public SavedData {
    requireNonNull(engine, "engine");
    requireNonNull(descriptor, "descriptor");
    requireNonNull(files, "files");
  }
}
