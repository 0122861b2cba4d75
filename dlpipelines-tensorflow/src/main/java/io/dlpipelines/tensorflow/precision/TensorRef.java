package io.dlpipelines.tensorflow.precision;

/**
 * An output of an operation.
 *
 * @param operation its name
 * @param index of the output
 */
record TensorRef(String operation, int index) {

  /** Of {@code operation:index}, or {@code operation} for its first output. */
  static TensorRef of(String input) {
    int colon = input.lastIndexOf(':');
    return colon < 0
        ? new TensorRef(input, 0)
        : new TensorRef(input.substring(0, colon), Integer.parseInt(input.substring(colon + 1)));
  }

  static boolean isControl(String input) {
    return input.startsWith("^");
  }

  @Override
  public String toString() {
    return index == 0 ? operation : operation + ":" + index;
  }
}
