package io.dlpipelines.tensorflow.precision;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OpDef;

/**
 * A graph in which matrices are multiplied and images convolved in 16 bits, as in Micikevicius et
 * al., Mixed Precision Training (2018). What lies between two such operations and loses little by
 * it, such as an activation, is computed in 16 bits too. All else, and all tensors by the names
 * that they had, are float32: inputs, outputs, variables.
 *
 * @param graph the graph
 * @param operations how many operations multiply or convolve in 16 bits
 */
public record MixedPrecision(GraphDef graph, int operations) {

  /**
   * Lowers the precision of a graph and of the functions in its library.
   *
   * @param definition the graph
   * @param precision of products: 16 bits
   * @param fed tensors that are fed, {@code operation:index}; placeholders need not be named
   * @param catalog what TensorFlow says of its operations
   * @return the graph, where tensors have the names and types that they had
   */
  public static MixedPrecision of(
      GraphDef definition, Precision precision, Collection<String> fed, OperationCatalog catalog) {
    Function<String, Optional<OpDef>> operations = operations(definition, catalog);
    Set<String> cut = new HashSet<>();
    fed.forEach(tensor -> cut.add(TensorRef.of(tensor).operation()));
    NodeLowering.Lowered main =
        NodeLowering.lower(definition.getNodeList(), precision, cut, operations, catalog);
    GraphDef.Builder lowered = definition.toBuilder().clearNode().addAllNode(main.nodes());
    int gaining = main.gaining();
    for (FunctionDef.Builder function : lowered.getLibraryBuilder().getFunctionBuilderList()) {
      FunctionBody body = new FunctionBody(function.build(), operations);
      if (body.isKnown()) {
        NodeLowering.Lowered inner =
            NodeLowering.lower(body.nodes(), precision, Set.of(), operations, catalog);
        if (inner.gaining() > 0) {
          function.clear().mergeFrom(body.with(inner.nodes()));
          gaining += inner.gaining();
        }
      }
    }
    return new MixedPrecision(lowered.build(), gaining);
  }

  private static Function<String, Optional<OpDef>> operations(
      GraphDef definition, OperationCatalog catalog) {
    Map<String, OpDef> functions = new HashMap<>();
    for (FunctionDef function : definition.getLibrary().getFunctionList()) {
      functions.put(function.getSignature().getName(), function.getSignature());
    }
    return name -> Optional.ofNullable(functions.get(name)).or(() -> catalog.find(name));
  }
}
