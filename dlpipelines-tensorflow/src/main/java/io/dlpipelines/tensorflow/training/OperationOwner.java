package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.Trace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;

/** Tells which layer an operation belongs to: the first one that gives what is computed of it. */
final class OperationOwner {

  private OperationOwner() {}

  /** The layer's name, after those of the models it is nested in; empty if it is of the loss. */
  static Optional<String> find(Trace trace, String operation) {
    Set<Operation> seen = new HashSet<>();
    for (Trace.LayerOutput output : trace.outputs()) {
      Deque<Operation> open = new ArrayDeque<>();
      open.add(output.value().tensor().op());
      while (!open.isEmpty()) {
        Operation next = open.remove();
        if (next.name().equals(operation)) {
          return Optional.of(String.join("/", output.layer()));
        }
        if (seen.add(next) && next instanceof GraphOperation known) {
          known.inputs().forEach(input -> open.add(input.op()));
        }
      }
    }
    return Optional.empty();
  }
}
