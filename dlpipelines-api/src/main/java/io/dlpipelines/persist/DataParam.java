package io.dlpipelines.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A Param whose value is a model: a stage saves it as files beside the Params. Where Spark itself
 * writes values, as for the grid of a saved cross-validation, the files go into the JSON. A stage
 * has at most one.
 *
 * @param <T> the model
 */
public abstract class DataParam<T> extends Param<T> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Makes the Param.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is
   */
  protected DataParam(Params owner, String name, String doc) {
    super(owner, name, doc);
  }

  /**
   * The saved form of a value.
   *
   * @param value the model
   * @return its files and descriptor
   */
  public abstract SavedData toSaved(T value);

  /**
   * Reads a value.
   *
   * @param saved its files and descriptor
   * @return the model
   */
  public abstract T fromSaved(SavedData saved);

  @Override
  public final String jsonEncode(T value) {
    SavedData saved = toSaved(value);
    ObjectNode json = JSON.createObjectNode();
    json.put("engine", saved.engine());
    json.set("model", saved.descriptor());
    ObjectNode files = json.putObject("files");
    saved.files().files().forEach(file -> files.put(file.path(), file.toBytes()));
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public final T jsonDecode(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.has("model") || !json.has("files")) {
        throw noModel(null);
      }
      List<ModelFile> files = new ArrayList<>();
      for (Map.Entry<String, JsonNode> file : json.path("files").properties()) {
        if (!file.getValue().isTextual()) {
          throw noModel(null);
        }
        byte[] content = file.getValue().binaryValue();
        files.addAll(ModelFiles.of(file.getKey(), content).files());
      }
      return fromSaved(
          new SavedData(json.path("engine").asText(), json.path("model"), ModelFiles.of(files)));
    } catch (IOException failure) {
      throw noModel(failure);
    }
  }

  private IllegalArgumentException noModel(Throwable cause) {
    return new IllegalArgumentException("Param " + name() + " holds no saved model.", cause);
  }
}
