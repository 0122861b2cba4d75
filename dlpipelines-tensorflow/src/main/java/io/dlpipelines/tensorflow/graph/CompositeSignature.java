package io.dlpipelines.tensorflow.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TypeSpecProto;
import org.tensorflow.proto.TensorInfo;

/**
 * The tensors of a signature, the sparse and ragged ones put together. TensorFlow 1 and outputs of
 * TensorFlow 2 state them; inputs of TensorFlow 2 are listed by their parts, which the function
 * that was saved puts together.
 */
final class CompositeSignature {
  private static final String SPARSE = "SparseTensorSpec";
  private static final String RAGGED = "RaggedTensorSpec";

  private final Map<String, TensorInfo> plainInputs;
  private final Map<String, TensorInfo> plainOutputs = new TreeMap<>();
  private final List<CompositeTensor> inputs = new ArrayList<>();
  private final List<CompositeTensor> outputs = new ArrayList<>();

  CompositeSignature(MetaGraphDef metaGraph, SignatureDef signature) {
    plainInputs = new TreeMap<>();
    split(signature.getInputsMap(), plainInputs, inputs);
    split(signature.getOutputsMap(), plainOutputs, outputs);
    metaGraph.getGraphDef().getLibrary().getFunctionList().stream()
        .filter(function -> takesAll(function, signature.getInputsMap()))
        .flatMap(function -> composites(metaGraph, function).stream())
        .findFirst()
        .ifPresent(found -> found.forEach(this::join));
  }

  Map<String, TensorInfo> plainInputs() {
    return plainInputs;
  }

  Map<String, TensorInfo> plainOutputs() {
    return plainOutputs;
  }

  List<CompositeTensor> inputs() {
    return inputs;
  }

  List<CompositeTensor> outputs() {
    return outputs;
  }

  private static void split(
      Map<String, TensorInfo> all, Map<String, TensorInfo> plain, List<CompositeTensor> composite) {
    new TreeMap<>(all)
        .forEach(
            (key, info) -> {
              Optional<CompositeTensor> found = composite(key, info);
              found.ifPresent(composite::add);
              if (found.isEmpty()) {
                plain.put(key, info);
              }
            });
  }

  private static Optional<CompositeTensor> composite(String key, TensorInfo info) {
    if (info.hasCooSparse()) {
      List<String> components =
          List.of(
              info.getCooSparse().getIndicesTensorName(),
              info.getCooSparse().getValuesTensorName(),
              info.getCooSparse().getDenseShapeTensorName());
      return Optional.of(
          new CompositeTensor(
              key,
              info.getDtype(),
              info.getTensorShape(),
              new Encoding(Encoding.Kind.SPARSE, components)));
    }
    return info.hasCompositeTensor()
        ? composite(
            key,
            info.getCompositeTensor().getTypeSpec(),
            info.getCompositeTensor().getComponentsList().stream()
                .map(TensorInfo::getName)
                .toList())
        : Optional.empty();
  }

  private static Optional<CompositeTensor> composite(
      String key, TypeSpecProto spec, List<String> components) {
    boolean sparse = spec.getTypeSpecClassName().equals(SPARSE);
    if (!sparse && !spec.getTypeSpecClassName().equals(RAGGED)) {
      return Optional.empty();
    }
    List<StructuredValue> state = spec.getTypeState().getTupleValue().getValuesList();
    if (state.size() < 2 || (sparse ? components.size() != 3 : components.size() < 2)) {
      return Optional.empty();
    }
    DataType dtype = state.get(1).getTensorDtypeValue();
    return Optional.of(
        new CompositeTensor(
            key,
            dtype,
            state.get(0).getTensorShapeValue(),
            new Encoding(sparse ? Encoding.Kind.SPARSE : Encoding.Kind.RAGGED, components)));
  }

  private static boolean takesAll(FunctionDef function, Map<String, TensorInfo> inputs) {
    int count = function.getSignature().getInputArgCount();
    return !inputs.isEmpty()
        && count >= inputs.size()
        && function.getSignature().getInputArgList().subList(0, inputs.size()).stream()
            .allMatch(argument -> inputs.containsKey(argument.getName()));
  }

  /**
   * By its first argument each, the arguments that a sparse or ragged tensor is put together of.
   */
  private static Optional<Map<List<String>, TypeSpecProto>> composites(
      MetaGraphDef metaGraph, FunctionDef function) {
    SavedConcreteFunction concrete =
        metaGraph
            .getObjectGraphDef()
            .getConcreteFunctionsMap()
            .get(function.getSignature().getName());
    if (concrete == null) {
      return Optional.empty();
    }
    Map<List<String>, TypeSpecProto> found = new LinkedHashMap<>();
    int at = 0;
    for (StructuredValue leaf : leaves(concrete.getCanonicalizedInputSignature())) {
      int size = leaf.hasTypeSpecValue() ? leaf.getTypeSpecValue().getNumFlatComponents() : 1;
      if (at + size > function.getSignature().getInputArgCount()) {
        return Optional.empty();
      }
      if (leaf.hasTypeSpecValue()) {
        List<String> names = new ArrayList<>();
        for (int index = at; index < at + size; index++) {
          names.add(function.getSignature().getInputArg(index).getName());
        }
        found.put(names, leaf.getTypeSpecValue());
      }
      at += size;
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  private static List<StructuredValue> leaves(StructuredValue value) {
    if (value.hasTupleValue()) {
      return leaves(value.getTupleValue().getValuesList());
    }
    if (value.hasListValue()) {
      return leaves(value.getListValue().getValuesList());
    }
    if (value.hasDictValue()) {
      return leaves(List.copyOf(new TreeMap<>(value.getDictValue().getFieldsMap()).values()));
    }
    return value.hasTensorSpecValue() || value.hasTypeSpecValue() ? List.of(value) : List.of();
  }

  private static List<StructuredValue> leaves(List<StructuredValue> values) {
    return values.stream().flatMap(each -> leaves(each).stream()).toList();
  }

  private void join(List<String> keys, TypeSpecProto spec) {
    if (plainInputs.keySet().containsAll(keys)) {
      List<String> tensors = keys.stream().map(key -> plainInputs.get(key).getName()).toList();
      composite(keys.get(0), spec, tensors)
          .ifPresent(
              tensor -> {
                inputs.add(tensor);
                plainInputs.keySet().removeAll(keys);
              });
    }
  }
}
