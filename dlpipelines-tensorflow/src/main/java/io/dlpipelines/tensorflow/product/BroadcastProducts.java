package io.dlpipelines.tensorflow.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Replaces batched matrix products that TensorFlow's oneDNN kernels compute with wrong values: one
 * row for each of three batch axes or more, times a matrix that is broadcast to all of them, such
 * as {@code ...i,ij->...j} of an input of four axes.
 */
public final class BroadcastProducts {
  /** The largest number of batch axes that oneDNN computes right. */
  private static final int SAFE_AXES = 2;

  private final KnownShapes shapes;
  private final boolean inFunction;

  private BroadcastProducts(List<NodeDef> nodes, boolean inFunction) {
    this.shapes = new KnownShapes(nodes);
    this.inFunction = inFunction;
  }

  /**
   * Replaces such products in a graph and in the functions of its library.
   *
   * @param definition the graph
   * @return the graph with right values, under the same tensor names
   */
  public static GraphDef replaced(GraphDef definition) {
    GraphDef.Builder graph = definition.toBuilder().clearNode();
    graph.addAllNode(replaced(definition.getNodeList(), false));
    if (definition.hasLibrary()) {
      for (FunctionDef.Builder function : graph.getLibraryBuilder().getFunctionBuilderList()) {
        List<NodeDef> body = List.copyOf(function.getNodeDefList());
        function.clearNodeDef().addAllNodeDef(replaced(body, true));
      }
    }
    return graph.build();
  }

  private static List<NodeDef> replaced(List<NodeDef> nodes, boolean inFunction) {
    BroadcastProducts products = new BroadcastProducts(nodes, inFunction);
    List<NodeDef> replaced = new ArrayList<>();
    for (NodeDef node : nodes) {
      replaced.addAll(Product.of(node).map(products::nodes).orElseGet(() -> List.of(node)));
    }
    return replaced;
  }

  private List<NodeDef> nodes(Product product) {
    Optional<List<Long>> left = shapes.of(product.node().getInput(0));
    Optional<List<Long>> right = shapes.of(product.node().getInput(1));
    if (!product.left().contains(Product.ELLIPSIS)
        || !product.result().contains(Product.ELLIPSIS)
        || left.filter(sizes -> hasFewAxes(product, sizes, right)).isPresent()
        || left.filter(sizes -> hasRows(product, sizes)).isPresent()) {
      return List.of(product.node());
    }
    if (!product.right().contains(Product.ELLIPSIS)
        || right.filter(sizes -> sizes.size() <= labels(product.right())).isPresent()) {
      return new ProductNodes(product, inFunction).withOneBatchAxis();
    }
    boolean oneMatrix =
        right.map(sizes -> isOneMatrix(product, sizes)).orElseGet(product::isEinsum);
    return oneMatrix ? new ProductNodes(product, inFunction).inDouble() : List.of(product.node());
  }

  private static int labels(String operand) {
    return Product.labels(operand).length();
  }

  private static boolean hasFewAxes(Product product, List<Long> left, Optional<List<Long>> right) {
    int leftAxes = left.size() - labels(product.left());
    if (leftAxes <= 0) {
      return true;
    }
    int rightAxes =
        product.right().contains(Product.ELLIPSIS)
            ? right.map(sizes -> sizes.size() - labels(product.right())).orElse(SAFE_AXES + 1)
            : 0;
    return Math.max(leftAxes, rightAxes) + product.batchLabels() <= SAFE_AXES;
  }

  /** Whether the first operand is known to have several rows for each matrix. */
  private static boolean hasRows(Product product, List<Long> left) {
    String labels = Product.labels(product.left());
    int before = product.left().indexOf(Product.ELLIPSIS);
    for (int index = 0; index < labels.length(); index++) {
      int axis = index < before ? index : left.size() - labels.length() + index;
      char label = labels.charAt(index);
      if (product.right().indexOf(label) < 0
          && product.result().indexOf(label) >= 0
          && left.get(axis) > 1) {
        return true;
      }
    }
    return false;
  }

  /** Whether the second operand may be one matrix that is broadcast to the whole batch. */
  private static boolean isOneMatrix(Product product, List<Long> right) {
    int first = product.right().indexOf(Product.ELLIPSIS);
    int axes = right.size() - labels(product.right());
    return right.subList(first, first + axes).stream().allMatch(size -> size <= 1);
  }
}
