package io.dlpipelines.tensorflow.safety;

/** What is wrong with a graph, to be told with the graph's name. */
final class InconsistentException extends RuntimeException {

  InconsistentException(String problem, Object... arguments) {
    super(problem.formatted(arguments));
  }
}
