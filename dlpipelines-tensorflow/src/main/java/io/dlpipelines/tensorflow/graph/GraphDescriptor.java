package io.dlpipelines.tensorflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import java.util.ArrayList;
import java.util.List;

/** What is saved of a model besides its files. */
public final class GraphDescriptor {

  private GraphDescriptor() {}

  /**
   * Writes all but the files.
   *
   * @param model the model
   * @return a JSON object
   */
  public static JsonNode toJson(GraphModel model) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("kind", model.kind().name());
    model.tags().forEach(json.putArray("tags")::add);
    write(model.inputs(), json.putArray("inputs"));
    write(model.outputs(), json.putArray("outputs"));
    writeOpaque(model.opaqueInputs(), json.putArray("opaqueInputs"));
    writeOpaque(model.opaqueOutputs(), json.putArray("opaqueOutputs"));
    json.put("rows", model.rows());
    return json;
  }

  /**
   * Reads a model.
   *
   * @param json what {@link #toJson} wrote
   * @param files the model's files
   * @return the model
   */
  public static GraphModel fromJson(JsonNode json, ModelFiles files) {
    List<String> tags = new ArrayList<>();
    json.path("tags").forEach(tag -> tags.add(tag.asText()));
    return new GraphModel(
        ModelKind.valueOf(json.path("kind").asText()),
        tags,
        files,
        read(json.path("inputs")),
        read(json.path("outputs")),
        readOpaque(json.path("opaqueInputs")),
        readOpaque(json.path("opaqueOutputs")),
        json.path("rows").asInt());
  }

  private static void write(List<Endpoint> endpoints, ArrayNode json) {
    for (Endpoint endpoint : endpoints) {
      ObjectNode node = json.addObject();
      node.put("name", endpoint.name());
      node.put("tensor", endpoint.tensor());
      node.put("dtype", endpoint.spec().dtype().name());
      if (endpoint.spec().shape().rankKnown()) {
        endpoint.spec().shape().dimensions().forEach(node.putArray("shape")::add);
      }
      if (!endpoint.encoding().equals(Encoding.DENSE)) {
        node.put("encoding", endpoint.encoding().kind().name());
        endpoint.encoding().components().forEach(node.putArray("components")::add);
      }
    }
  }

  private static List<Endpoint> read(JsonNode json) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (JsonNode node : json) {
      TensorSpec spec =
          new TensorSpec(
              node.path("name").asText(),
              Dtype.valueOf(node.path("dtype").asText()),
              shape(node.path("shape")));
      List<String> components = new ArrayList<>();
      node.path("components").forEach(component -> components.add(component.asText()));
      Encoding encoding =
          new Encoding(Encoding.Kind.valueOf(node.path("encoding").asText("DENSE")), components);
      endpoints.add(new Endpoint(spec, node.path("tensor").asText(), encoding));
    }
    return endpoints;
  }

  private static void writeOpaque(List<OpaqueTensor> tensors, ArrayNode json) {
    for (OpaqueTensor tensor : tensors) {
      json.addObject()
          .put("name", tensor.name())
          .put("type", tensor.type())
          .put("shape", tensor.shape());
    }
  }

  private static List<OpaqueTensor> readOpaque(JsonNode json) {
    List<OpaqueTensor> tensors = new ArrayList<>();
    json.forEach(
        node ->
            tensors.add(
                new OpaqueTensor(
                    node.path("name").asText(),
                    node.path("type").asText(),
                    node.path("shape").asText())));
    return tensors;
  }

  private static TensorShape shape(JsonNode json) {
    if (json.isMissingNode()) {
      return TensorShape.unknownRank();
    }
    long[] dimensions = new long[json.size()];
    for (int axis = 0; axis < dimensions.length; axis++) {
      dimensions[axis] = json.get(axis).asLong();
    }
    return TensorShape.of(dimensions);
  }
}
