package io.dlpipelines.tensorflow.runtime;

/** Thrown where a graph is to be trained through an operation that TensorFlow cannot derive. */
public final class NoGradientException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The operation's type. */
  private final String type;

  /** The operation's name. */
  private final String operation;

  /**
   * Names the operation.
   *
   * @param type TensorFlow's name of it, such as {@code Cumprod}
   * @param operation its name in the graph
   */
  public NoGradientException(String type, String operation) {
    super(
        "TensorFlow has no gradient of operation [%s] of type %s, or a wrong one for what it is set to. Train only what comes after it, or write it with other operations."
            .formatted(operation, type));
    this.type = type;
    this.operation = operation;
  }

  /**
   * What the operation does.
   *
   * @return TensorFlow's name of its type
   */
  public String type() {
    return type;
  }

  /**
   * Which operation it is.
   *
   * @return its name in the graph
   */
  public String operation() {
    return operation;
  }
}
