package io.dlpipelines.tensorflow.runtime;

import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;

/** A definition that became part of a larger graph, its operations below a prefix. */
public final class ImportedGraph {
  private final Ops tf;
  private final String prefix;

  private ImportedGraph(Ops tf, String prefix) {
    this.tf = tf;
    this.prefix = prefix;
  }

  /**
   * Adds a definition to a graph.
   *
   * @param tf the graph
   * @param definition what is added
   * @param prefix what its operations are below
   * @return where they are
   * @throws IllegalArgumentException if TensorFlow refuses the definition
   */
  public static ImportedGraph add(Ops tf, GraphDef definition, String prefix) {
    ((Graph) tf.scope().env()).importGraphDef(definition, prefix);
    return new ImportedGraph(tf, prefix);
  }

  /**
   * The name of a tensor or operation in the larger graph.
   *
   * @param name its own name
   * @return the name with the prefix
   */
  public String name(String name) {
    return prefix + "/" + name;
  }

  /**
   * The name of an operation in the definition.
   *
   * @param name its name in the larger graph
   * @return the name without the prefix, where it has it
   */
  public String ownName(String name) {
    return name.startsWith(prefix + "/") ? name.substring(prefix.length() + 1) : name;
  }

  /**
   * A tensor of the definition.
   *
   * @param name {@code operation:index}
   * @return the tensor
   */
  public Operand<?> tensor(String name) {
    int colon = name.lastIndexOf(':');
    return operation(name.substring(0, colon)).output(Integer.parseInt(name.substring(colon + 1)));
  }

  /**
   * An operation of the definition.
   *
   * @param name its own name
   * @return the operation, to be waited for
   */
  public Op target(String name) {
    GraphOperation operation = operation(name);
    return () -> operation;
  }

  private GraphOperation operation(String name) {
    return ((Graph) tf.scope().env()).operationOrThrow(name(name));
  }
}
