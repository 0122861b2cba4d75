package io.dlpipelines.tensorflow.precision;

import java.util.Optional;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** What TensorFlow says of operations. */
public interface OperationCatalog {

  /**
   * Looks an operation up.
   *
   * @param name its name
   * @return its definition; empty if it is not one of TensorFlow's own
   */
  Optional<OpDef> find(String name);

  /**
   * Whether TensorFlow can compute an operation with the types it is set to, wherever it computes.
   *
   * @param node the operation
   * @return whether there is a kernel on each kind of device
   */
  boolean hasKernels(NodeDef node);
}
