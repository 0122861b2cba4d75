package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.Dtypes;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What a model with a signature offers, in the order of the signature's keys. */
final class SignatureEndpoints {
  private final CompositeSignature signature;
  private final Map<String, TensorSpec> tensors;

  /** Reads the shapes of a graph that takes and gives dense tensors. */
  SignatureEndpoints(CompositeSignature signature, GraphDef definition) {
    this.signature = signature;
    this.tensors = GraphTensors.inspect(definition);
  }

  GraphModel model(ModelKind kind, List<String> tags, ModelFiles files) {
    return new GraphModel(
        kind,
        tags,
        files,
        endpoints(signature.plainInputs(), signature.inputs(), DenseEnds::fed),
        endpoints(signature.plainOutputs(), signature.outputs(), DenseEnds::fetched),
        opaque(signature.plainInputs()),
        opaque(signature.plainOutputs()),
        0);
  }

  private List<Endpoint> endpoints(
      Map<String, TensorInfo> plain,
      List<CompositeTensor> composites,
      Function<CompositeTensor, String> name) {
    List<Endpoint> endpoints = new ArrayList<>();
    plain.forEach((key, info) -> endpoint(key, info).ifPresent(endpoints::add));
    for (CompositeTensor tensor : composites) {
      Dtypes.find(tensor.dtype())
          .ifPresent(
              dtype ->
                  endpoints.add(
                      new Endpoint(
                          new TensorSpec(tensor.key(), dtype, shape(tensor.shape())),
                          name.apply(tensor),
                          tensor.encoding())));
    }
    endpoints.sort(Comparator.comparing(Endpoint::name));
    return endpoints;
  }

  /**
   * The signature says more of a shape than the graph does, or the graph more than it. Of types the
   * graph is right: exporters were seen to write a wrong one into the signature.
   */
  private Optional<Endpoint> endpoint(String key, TensorInfo info) {
    Optional<TensorSpec> known = Optional.ofNullable(tensors.get(info.getName()));
    Optional<Dtype> dtype = known.map(TensorSpec::dtype).or(() -> Dtypes.find(info.getDtype()));
    TensorShape declared =
        info.hasTensorShape() ? shape(info.getTensorShape()) : TensorShape.unknownRank();
    TensorShape shape =
        declared.rankKnown() ? declared : known.map(TensorSpec::shape).orElse(declared);
    return dtype.map(type -> new Endpoint(new TensorSpec(key, type, shape), info.getName()));
  }

  private List<OpaqueTensor> opaque(Map<String, TensorInfo> plain) {
    List<OpaqueTensor> opaque = new ArrayList<>();
    plain.forEach(
        (key, info) -> {
          if (endpoint(key, info).isEmpty()) {
            opaque.add(
                new OpaqueTensor(key, typeName(info), shape(info.getTensorShape()).toString()));
          }
        });
    return opaque;
  }

  private static String typeName(TensorInfo info) {
    return info.hasCompositeTensor()
        ? info.getCompositeTensor().getTypeSpec().getTypeSpecClassName()
        : DataType.forNumber(info.getDtypeValue()).name().replace("DT_", "");
  }

  private static TensorShape shape(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? TensorShape.unknownRank()
        : TensorShape.of(
            shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }
}
