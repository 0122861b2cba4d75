package io.dlpipelines.tensorflow.safety;

/**
 * A node's input as a graph writes it: {@code node}, {@code node:1}, or {@code ^node} to wait for.
 *
 * @param node the name of the node
 * @param index of its output; -1 to wait for it
 */
record TensorName(String node, int index) {

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if the index is no number
   */
  static TensorName parse(String input) {
    if (input.startsWith("^")) {
      return new TensorName(input.substring(1), -1);
    }
    int colon = input.lastIndexOf(':');
    if (colon < 0) {
      return new TensorName(input, 0);
    }
    String digits = input.substring(colon + 1);
    if (!digits.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("[%s] is no tensor's name".formatted(input));
    }
    return new TensorName(input.substring(0, colon), Integer.parseInt(digits));
  }

  boolean isControl() {
    return index < 0;
  }

  @Override
  public String toString() {
    return isControl() ? "^" + node : node + ":" + index;
  }
}
